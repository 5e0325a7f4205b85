/**
 * Whether a gate that is freed goes on where it stopped: only money was waited for, so no attempt is given back.
 */
import type { ProjectState } from "../project/ProjectState.ts"
import { rowOf, rowsOf } from "../project/ProjectState.ts"
import type { Hold } from "../register/Register.ts"

/** As the field of `GateUnblocked`: there only when a ceiling blocked the gate. */
export const isResumed = (state: ProjectState, hold: Hold): { readonly resumes?: true } =>
  hold.gate !== null &&
  rowOf(state, "gate", hold.gate)?.reason === hold.title &&
  rowsOf(state, "ceiling").some((row) => row.hold === hold.id)
    ? { resumes: true }
    : {}
