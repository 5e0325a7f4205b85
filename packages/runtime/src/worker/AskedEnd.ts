/**
 * How work ends that somebody asked for and that cannot be done: with the reason in its own row, in place of a job that is
 * given up and holds a gate which has nothing to do with it.
 */
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { Effect } from "effect"
import type { Work } from "./Work.ts"
import { WorkFailed } from "./WorkFailed.ts"

/** Passes on what may still be tried again; otherwise tells why it failed. */
export const orTell =
  (work: Pick<Work<unknown>, "isLastAttempt" | "tell">, failure: (reason: string) => FactoryCommand) =>
  <A, R>(effect: Effect.Effect<A, WorkFailed, R>): Effect.Effect<void, WorkFailed, R> =>
    effect.pipe(
      Effect.asVoid,
      Effect.catch((error) =>
        error.isRetryable && !work.isLastAttempt
          ? Effect.fail(error)
          : Effect.asVoid(work.tell(failure(error.message)))
      )
    )

/** Trying again does not help. */
export const impossible = (detail: string): WorkFailed => new WorkFailed({ detail, isRetryable: false })
