import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import type { ProofReport } from "@layercake/core/proof/Proof"
import { Duration, Effect, Fiber, Option } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { make } from "../src/RenderedDesignCheck.ts"
import { hasBrowser, inner, nothingWrong, page, shownTree } from "./ShownDesign.ts"

const check = (
  texts: Record<string, string>,
  { executable, report, seconds = 20 }: { executable?: string; report?: ProofReport; seconds?: number } = {}
) => {
  const tree = shownTree(texts)
  return make(inner(report), {
    executable: Option.fromUndefinedOr(executable),
    timeLimit: Duration.seconds(seconds)
  }).pipe(
    Effect.flatMap((checker) => checker.check(tree.input)),
    Effect.map((report) => ({ report, kept: tree.kept })),
    Effect.provide(NodeFileSystem.layer)
  )
}
const one = (html: string) => ({ "designs/option-1.html": html })
const rules = ({ diagnostics }: ProofReport) => [
  ...new Set(diagnostics.map(({ rule, severity }) => `${severity} ${rule}`))
]

describe.skipIf(!hasBrowser)("RenderedDesignCheck with a browser", { timeout: 120_000 }, () => {
  it.live("keeps a picture for each screen, of the page with its scripts run", () =>
    Effect.gen(function* () {
      const { kept, report } = yield* check(
        one(page('<p id="p">before</p><script>document.querySelector("#p").style.height = "1500px"</script>'))
      )

      assert.strictEqual(report.outcome, "passed", report.summary)
      assert.deepStrictEqual(
        report.pictures?.map(({ path, width }) => [path, width]),
        [
          ["designs/option-1.html", 1280],
          ["designs/option-1.html", 390]
        ]
      )
      for (const picture of report.pictures ?? []) {
        const png = Buffer.from(kept.get(picture.digest) ?? [])
        assert.strictEqual(png.subarray(1, 4).toString("latin1"), "PNG")
        assert.deepStrictEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [picture.width, picture.height])
        assert.isAbove(picture.height, 1500)
      }
      assert.match(report.tools["chromium"] ?? "", /^\d+\./)
      assert.notInclude(report.summary, "color-contrast")
    })
  )

  it.live("judges what needs a layout: contrast, sizes, width", () =>
    Effect.gen(function* () {
      const { report } = yield* check(
        one(page('<p style="color:#ccc;background:#fff">Pale</p><div style="width:700px">wide</div>'))
      )

      assert.strictEqual(report.outcome, "failed")
      assert.deepStrictEqual(rules(report), ["error color-contrast", "warning overflow"])
      assert.match(report.summary, /contrast/)
    })
  )

  it.live("does not say again what the other check said", () =>
    Effect.gen(function* () {
      const diagnostics = [
        { severity: "error", rule: "image-alt", path: "designs/option-1.html", message: "No text." }
      ] as const
      const { report } = yield* check(one(page('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">')), {
        report: { ...nothingWrong, outcome: "failed", diagnostics }
      })

      assert.deepStrictEqual(report.diagnostics, [...diagnostics])
      assert.strictEqual(report.summary, "No text.")
    })
  )

  it.live("finds errors of scripts and of the console", () =>
    Effect.gen(function* () {
      const { report } = yield* check(one(page('<script>console.error("oh"); nowhere()</script>')))

      assert.deepStrictEqual(rules(report), ["error script-error", "warning console-error"])
      assert.match(report.summary, /nowhere is not defined/)
    })
  )

  it.live("lets no request leave, however it is made, and tells each", () =>
    Effect.gen(function* () {
      let asked = 0
      const server = yield* Effect.acquireRelease(
        Effect.callback<ReturnType<typeof createServer>>((resume) => {
          const server = createServer((_, response) => {
            asked += 1
            response.end("x")
          }).listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      )
      const { port } = server.address() as AddressInfo
      const to = `127.0.0.1:${port}`
      const { report } = yield* check(
        one(
          page(
            `<script>const at = "//${to}/"; window["fe" + "tch"]("http:" + at + "a").catch(() => 0);
             new Image().src = "http:" + at + "b"; new WebSocket("ws:" + at + "c");
             navigator.sendBeacon("http:" + at + "d", "x"); window.open("http:" + at + "e");
             const f = document.createElement("iframe"); f.src = "http:" + at + "f"; document.body.append(f)</script>`
          )
        )
      )

      assert.strictEqual(report.outcome, "failed")
      for (const name of ["a", "b", "c", "d", "f"])
        assert.isTrue(
          report.diagnostics.some(
            ({ message, rule }) => rule === "outside-request" && message.includes(`${to}/${name}.`)
          ),
          name
        )
      assert.strictEqual(asked, 0)
    }).pipe(Effect.scoped)
  )

  it.live("is not answered for by the scripts of the page", () =>
    Effect.gen(function* () {
      const lies = `<script>window.axe = { run: () => Promise.resolve({ violations: [], passes: [], incomplete: [] }) };
        JSON.stringify = () => "{}"; Array.prototype.flatMap = () => []; Promise.prototype.then = () => 0;
        document.querySelectorAll = () => []; Document.prototype.querySelectorAll = () => [];</script>`
      const { report } = yield* check(
        one(page('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', lies))
      )

      assert.include(rules(report), "error image-alt")
    })
  )

  it.live("is inconclusive where a page never ends, and goes on to the others", () =>
    Effect.gen(function* () {
      const { report } = yield* check(
        { ...one(page("<script>for (;;) {}</script>")), "designs/option-2.html": page("<p>fine</p>") },
        { seconds: 10 }
      )

      assert.strictEqual(report.outcome, "inconclusive")
      assert.match(report.summary, /^2 of 4 pictures could not be made: .*longer than 10s/)
      assert.strictEqual(report.pictures?.length, 2)
    })
  )

  it.live("outlives a page that takes all the memory it can get", () =>
    Effect.gen(function* () {
      const { report } = yield* check(
        one(page("<script>const a = []; for (;;) a.push(new Uint8Array(1e8).fill(1))</script>")),
        { seconds: 10 }
      )

      assert.oneOf(report.outcome, ["failed", "inconclusive"])
    })
  )

  it.live("ends the browser when it is interrupted", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(check(one(page("<script>for (;;) {}</script>"))), {
        startImmediately: true
      })
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)

      assert.isTrue(fiber.pollUnsafe()?._tag === "Failure")
    })
  )
})
