/**
 * How the host looks at its machine: programs, sandbox, model. It alone knows; one that says nothing has nothing to say.
 */
import type { Examination } from "@layercake/core/operation/SystemOperations"
import { Context, Effect } from "effect"

export const HostExamination = Context.Reference<Effect.Effect<ReadonlyArray<Examination>>>(
  "@layercake/runtime/operation/HostExamination",
  { defaultValue: () => Effect.succeed([]) }
)
