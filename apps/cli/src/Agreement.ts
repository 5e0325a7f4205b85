/**
 * A question before something is taken away, and the flag that answers it where nobody can be asked.
 */
import { Effect } from "effect"
import { Flag } from "effect/cli"
import { confirm } from "./Approval.ts"
import { failed } from "./CliFailure.ts"
import { Output } from "./output/Output.ts"

export const yesFlag = Flag.Boolean("yes").pipe(
  Flag.withAlias("y"),
  Flag.withDescription("Do not ask; needed where nobody can be asked"),
  Flag.withDefault(false)
)

export interface Matter {
  /** `--yes` was given. */
  readonly yes: boolean
  readonly question: string
  /** What it comes to, in words that go before `nobody can be asked here`. */
  readonly loss: string
  /** What is said after a no. */
  readonly kept: string
}

/** Fails when it is not wanted after all. */
export const agreed = Effect.fnUntraced(function* ({ kept, loss, question, yes }: Matter) {
  const { interactive } = yield* Output
  if (yes) return
  if (!interactive) return yield* failed(`${loss}, and nobody can be asked here. Give --yes.`)
  if (!(yield* confirm(question))) return yield* failed(kept)
})
