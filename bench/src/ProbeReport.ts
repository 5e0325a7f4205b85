/**
 * What `StartProbe` says on standard output, a line after each step: it has answered for one project, it has settled,
 * it has listed every project.
 */
import { Schema } from "effect"

export const ProbeReport = Schema.Struct({
  step: Schema.Literals(["answered", "settled", "listed"]),
  /** Projects in the answer. */
  projects: Schema.Int,
  /** The most memory that the process has had so far, in MiB of resident set. */
  peakMegabytes: Schema.Finite
})
export type ProbeReport = typeof ProbeReport.Type
