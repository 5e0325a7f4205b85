import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import type { ProofReport } from "@layercake/core/proof/Proof"
import { Effect, Option } from "effect"
import { make } from "../src/RenderedDesignCheck.ts"
import { inner, nothingWrong, page, shownTree } from "./ShownDesign.ts"

const check = (texts: Record<string, string>, executable?: string) =>
  make(inner(), { executable: Option.fromUndefinedOr(executable) }).pipe(
    Effect.flatMap((checker) => checker.check(shownTree(texts).input)),
    Effect.map((report) => ({ report })),
    Effect.provide(NodeFileSystem.layer)
  )
const one = (html: string) => ({ "designs/option-1.html": html })
const rules = ({ diagnostics }: ProofReport) => [
  ...new Set(diagnostics.map(({ rule, severity }) => `${severity} ${rule}`))
]

describe("RenderedDesignCheck without a browser", () => {
  it.live("lets the other check stand, and says that nothing was shown", () =>
    Effect.gen(function* () {
      const { report } = yield* check(one(page("<p>x</p>")), "/nowhere/chromium")

      assert.strictEqual(report.outcome, "passed")
      assert.match(report.summary, /^Looked at\. Not shown in a browser\. .*Correct LAYERCAKE_CHROMIUM\./)
      assert.deepStrictEqual(rules(report), ["warning not-rendered"])
      assert.isUndefined(report.pictures)
    })
  )

  it.live("says so too where the browser does not start", () =>
    Effect.gen(function* () {
      const { report } = yield* check(one(page("<p>x</p>")), "/bin/true")

      assert.strictEqual(report.outcome, "passed")
      assert.match(report.summary, /Not shown in a browser\. .* did not start/)
    })
  )

  it.live("needs none where there is no design", () =>
    Effect.gen(function* () {
      const { report } = yield* check({ "src/page.html": page("") })

      assert.deepStrictEqual({ ...report, durationMillis: 1 }, nothingWrong)
    })
  )
})
