/**
 * Which step's agent repairs a failure: the one that wrote the files that fail, where the log knows it and several steps
 * work at the gate; otherwise the one that the pipeline names.
 */
import { applies, type GateDefinition, type ProofRequirement } from "../pipeline/Pipeline.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { Proof } from "../proof/Proof.ts"

/** Null when a failure of this proof goes straight to a person. */
export const ownerOf = (
  state: ProjectState,
  definition: GateDefinition,
  requirement: ProofRequirement,
  proof: Pick<Proof, "diagnostics">
): string | null => {
  const { owner } = requirement
  const userInterface = projectOf(state)?.userInterface ?? null
  const steps = definition.work.filter((step) => applies(step.when, userInterface)).map((step) => step.id)
  if (owner === null || steps.length < 2) return owner
  const failing = new Set<string>(
    proof.diagnostics.flatMap(({ path, severity }) => (severity === "error" && path ? [path] : []))
  )
  const votes = new Map<string, number>()
  for (const path of failing) {
    const writer = writerOf(state, definition.id, path)
    if (writer !== undefined && steps.includes(writer)) votes.set(writer, (votes.get(writer) ?? 0) + 1)
  }
  const most = Math.max(0, ...votes.values())
  const leading = steps.filter((step) => votes.get(step) === most)
  return most === 0 || leading.includes(owner) ? owner : (leading[0] ?? owner)
}

/** The step at this gate whose work wrote the path last. Repairs do not count: whoever helps out does not take over. */
const writerOf = (state: ProjectState, gate: string, path: string): string | undefined =>
  rowsOf(state, "commit")
    .filter((commit) => commit.paths.some((written) => written === path))
    .toSorted((a, b) => b.version - a.version)
    .flatMap((commit) => {
      const run = rowOf(state, "agentRun", commit.key)
      return run !== undefined && run.gate === gate && run.purpose !== "heal" ? [run.step] : []
    })[0]
