/**
 * The fast scenarios in several processes at once, one share each, and their reports as they come.
 */
import { Effect, Result, Schema } from "effect"
import { availableParallelism } from "node:os"
import { type FastShare, scenariosOf } from "./FastRun.ts"
import * as ChildProgram from "./process/ChildProgram.ts"
import { type ScenarioReport, ScenarioReportLine } from "./report/ScenarioReport.ts"

/** A process ended before its share was done. */
export class ShareFailed extends Schema.TaggedError<ShareFailed>()("ShareFailed", {
  share: Schema.Int,
  detail: Schema.String
}) {
  override get message() {
    return `The process of share ${this.share} ended before it was done: ${this.detail}`
  }
}

const program = new URL("./process/ShareProcess.ts", import.meta.url)
const decodeLine = Schema.decodeUnknownResult(ScenarioReportLine)
const encodeShare = Schema.encodeSync(Schema.fromJsonString(Schema.Unknown))

export const run = (request: Omit<FastShare, "share" | "of">, hear: (report: ScenarioReport) => void) => {
  const of = request.at === undefined ? availableParallelism() : 1
  return Effect.forEach(
    Array.from({ length: of }, (_, share) => share),
    (share) => one({ ...request, share, of }, hear),
    { concurrency: "unbounded", discard: true }
  )
}

const one = (share: FastShare, hear: (report: ScenarioReport) => void) =>
  Effect.scoped(
    Effect.gen(function* () {
      let heard = 0
      const child = yield* ChildProgram.start({
        file: program,
        parameters: [encodeShare(share)],
        onLine: (line) =>
          Result.map(decodeLine(line), (report) => {
            heard += 1
            hear(report)
          })
      })
      const code = yield* child.ended
      const wanted = scenariosOf(share).length
      if (code !== 0 || heard !== wanted)
        return yield* new ShareFailed({
          share: share.share,
          detail: `${heard} of ${wanted} scenarios, exit code ${code}. ${child.complaint()}`
        })
    })
  )
