/**
 * `pnpm bench extract`: how many answers of a corpus come out exactly, how many are refused, and whether anything would
 * be written wrongly. One wrong write fails the run.
 */
import { extract } from "@layercake/core/extract/Extractor"
import { Console, Duration, Effect, Runtime, Schema } from "effect"
import { type ExtractCase, readCorpus } from "./ExtractCorpus.ts"
import { ExtractOutcome, judge, total } from "./ExtractOutcome.ts"

/** Something would have been written that an answer does not say. */
export class WrongWrites extends Schema.TaggedError<WrongWrites>()("WrongWrites", {
  count: Schema.Int,
  cases: Schema.Array(Schema.String)
}) {
  override get [Runtime.errorExitCode]() {
    return 1
  }
  override get message() {
    return `${this.count} files would have been written wrongly, in ${this.cases.join(", ")}.`
  }
}

export interface ExtractBenchOptions {
  readonly corpus: string
  /** One line of JSON for each case and one for the total, instead of text. */
  readonly json: boolean
  /** Only cases whose name holds this; every one when empty. */
  readonly only: string
}

const toJson = Schema.encodeUnknownSync(Schema.fromJsonString(Schema.Unknown))
const lineOf = Schema.encodeSync(Schema.fromJsonString(ExtractOutcome))

export const run = Effect.fn("ExtractBench.run")(function* ({ corpus, json, only }: ExtractBenchOptions) {
  const cases = (yield* readCorpus(corpus)).filter(({ name }) => name.includes(only))
  const [duration, outcomes] = yield* Effect.timed(Effect.sync(() => cases.map(outcomeOf)))
  const all = total(outcomes)
  const millis = Math.round(Duration.toMillis(duration))
  const characters = cases.reduce((sum, { answer }) => sum + answer.length, 0)
  if (json) {
    for (const outcome of outcomes) yield* Console.log(lineOf(outcome))
    yield* Console.log(toJson({ bench: "extract", ...all, characters, millis }))
  } else yield* Console.log(textOf(outcomes, all, characters, millis))
  if (all.wrongWrites > 0)
    return yield* new WrongWrites({
      count: all.wrongWrites,
      cases: outcomes.filter(({ judgement }) => judgement === "wrong").map((one) => one.case)
    })
})

export const outcomeOf = (one: ExtractCase): ExtractOutcome =>
  judge(one, extract(one.answer, { finishReason: one.expectation.finishReason ?? "stop" }))

const textOf = (
  outcomes: ReadonlyArray<ExtractOutcome>,
  all: ReturnType<typeof total>,
  characters: number,
  millis: number
): string => {
  const width = Math.max(0, ...outcomes.map((one) => one.case.length))
  const share = (part: number, whole: number) =>
    whole === 0 ? "" : ` (${((part / whole) * 100).toFixed(1)} %)`
  return [
    ...outcomes.map((one) =>
      [
        one.case.padEnd(width),
        (one.judgement === "wrong" ? "WRONG" : one.judgement).padEnd(10),
        (one.expectsRefusal ? "refusal" : `${one.recovered}/${one.expected}`).padStart(7),
        one.detail === "" ? one.findings.join(", ") : one.detail
      ]
        .join("  ")
        .trimEnd()
    ),
    "",
    `${all.cases} answers, ${characters} characters in ${millis} ms`,
    `exact recovery: ${all.exact}${share(all.exact, all.cases)}, files ${all.recovered} of ${all.files}${share(all.recovered, all.files)}`,
    `refused: ${all.refused}, incomplete: ${all.incomplete}`,
    `wrong writes: ${all.wrongWrites}`
  ].join("\n")
}
