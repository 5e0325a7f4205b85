/**
 * `layercake submit`: hands in the answer to a claimed run, from a file or a pipe.
 */
import { ClaimId } from "@layercake/core/claim/Claim"
import { textOf } from "@layercake/core/store/BlobText"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, Option, Stdio, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { CliFailure, failed, fromError } from "../CliFailure.ts"
import { readFile } from "../InputFile.ts"
import { refusalText } from "../output/ClaimText.ts"
import { Output } from "../output/Output.ts"
import { withClient } from "../Root.ts"
import { claimArgument } from "./ClaimCommand.ts"

/** Bytes of an answer. */
const answerLimit = 10_000_000

const tokensFlag = (name: string, description: string) =>
  Flag.Int(name).pipe(
    Flag.withDescription(description),
    Flag.filter(
      (count) => count >= 0,
      () => "a whole number from 0"
    ),
    Flag.optional
  )

export const submitCommand = Command.make(
  "submit",
  {
    claim: claimArgument,
    file: Argument.String("file").pipe(Argument.withDescription("The answer; - reads it from stdin")),
    by: Flag.String("by").pipe(
      Flag.withDescription("The model that answered, for example claude-code"),
      Flag.filter(
        (model) => /^\S{1,200}$/.test(model),
        () => "the name of a model, without spaces"
      ),
      Flag.withDefault("claimant")
    ),
    inputTokens: tokensFlag("input-tokens", "Tokens that it read, where they are known"),
    outputTokens: tokensFlag("output-tokens", "Tokens that it wrote, where they are known")
  },
  ({ by, claim, file, inputTokens, outputTokens }) =>
    Effect.gen(function* () {
      const text = textOf(file === "-" ? yield* stdin : yield* readFile(file, answerLimit))
      const isCounted = Option.isSome(inputTokens) || Option.isSome(outputTokens)
      const counted = {
        inputTokens: Option.getOrElse(inputTokens, () => 0),
        outputTokens: Option.getOrElse(outputTokens, () => 0),
        cachedInputTokens: 0
      }
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const submission = yield* client["agents.submit"]({
            claim: ClaimId.make(claim),
            text,
            model: by,
            ...(isCounted ? { usage: counted } : {})
          }).pipe(Effect.mapError(fromError))
          const isAccepted = submission.outcome === "accepted"
          if (isAccepted || output.json)
            yield* output.result(
              submission,
              () => `The answer to ${submission.run} is accepted. A worker makes files of it next.`
            )
          if (!isAccepted)
            return yield* new CliFailure({
              detail: refusalText(submission),
              exitCode: submission.outcome === "refused" ? 1 : 3
            })
        }),
        { automated: true }
      )
    })
).pipe(
  Command.withDescription("Hand in the answer to a claimed run; what cannot be used can be mended"),
  Command.withExamples([
    {
      command: "layercake submit rooms/0123456789abcdef answer.md --by claude-code",
      description: "From a file"
    },
    {
      command: "jq -r .prompt work.json | my-model | layercake submit $(jq -r .claim work.json) -",
      description: "From a pipe"
    }
  ])
)

const stdin = Effect.gen(function* () {
  const { stdin } = yield* Stdio.Stdio
  const chunks: Array<Uint8Array> = []
  let length = 0
  yield* stdin.pipe(
    Stream.takeWhile((chunk) => {
      chunks.push(chunk)
      length += chunk.length
      return length <= answerLimit
    }),
    Stream.runDrain,
    Effect.mapError(() => failed("The answer cannot be read from stdin. Give a file instead of -."))
  )
  if (length > answerLimit)
    return yield* failed(`The answer has more than ${answerLimit} bytes. Shorten it to what matters.`)
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
})
