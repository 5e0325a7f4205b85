/**
 * A secret that is never an argument, since everybody on the machine can see those: typed at the terminal without being
 * shown, or the first line of standard input.
 */
import { Effect, Redacted, Stdio, Stream } from "effect"
import { Prompt } from "effect/cli"
import { failed } from "./CliFailure.ts"
import { Output } from "./output/Output.ts"

/** `what`: how it is asked for, for example `Password`. */
export const read = Effect.fnUntraced(function* (what: string) {
  const { interactive } = yield* Output
  if (interactive) return yield* Prompt.run(Prompt.Password({ message: what }))
  const stdio = yield* Stdio.Stdio
  const [line = ""] = yield* stdio.stdin.pipe(
    Stream.decodeText,
    Stream.splitLines,
    Stream.take(1),
    Stream.runCollect,
    Effect.mapError(() => failed(`Standard input cannot be read. Give the ${what.toLowerCase()} there.`))
  )
  return line === ""
    ? yield* failed(`The ${what.toLowerCase()} is asked for at a terminal, or read from standard input.`)
    : Redacted.make(line)
})
