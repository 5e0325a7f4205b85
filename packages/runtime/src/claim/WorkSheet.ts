/**
 * Everything that a claimant needs to do a run, in one piece. Pure.
 */
import type { ClaimRow } from "@layercake/core/claim/ClaimBoard"
import type { ClaimedWork, WaitingRun } from "@layercake/core/operation/ClaimOperations"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import * as Prompt from "../agent/Prompt.ts"

const answer =
  "Send the answer as `text`, in the form that `system` asks for: every file whole. Or send the files that you changed in " +
  "`files`, each with its path and whole content (null removes it), and as `text` what you did. Name the model as " +
  "`model`. An answer that cannot be used comes back with findings: mend it and submit it under the same claim."

export const workOf = (
  row: WaitingRun,
  claim: ClaimRow,
  { prompt, system }: { readonly prompt: string; readonly system: string },
  state: ProjectState
): ClaimedWork => {
  const step = Prompt.stepOf(state, row)
  return {
    ...row,
    claim: claim.claimId,
    until: claim.until,
    system,
    prompt,
    inputs: rowsOf(state, "file").map(({ bytes, path }) => ({
      path,
      bytes,
      kind: rowOf(state, "document", path)?.kind ?? null
    })),
    produces: (step?.produces ?? []).map(({ kind, path }) => ({ kind, path })),
    answer
  }
}
