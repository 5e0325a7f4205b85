/**
 * What a figure is worth nothing without: the machine it was measured on.
 */
import { Effect } from "effect"
import { cpus, loadavg, totalmem } from "node:os"
import * as BenchPostgres from "./BenchPostgres.ts"

/** On one line. */
export const machineFacts = Effect.gen(function* () {
  const processors = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return (
    `${processors.length} cores (${processors[0]?.model.trim() ?? "?"}), ${gigabytes} GB, load ${loadavg()[0]?.toFixed(2)}, ` +
    `Node ${process.versions.node}; ${yield* BenchPostgres.facts}`
  )
})
