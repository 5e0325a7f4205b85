import { assert, describe, it } from "@effect/vitest"
import type { BuildView } from "@layercake/core/operation/BuildOperations"
import { Effect, Schema } from "effect"
import { beforeAll } from "vitest"
import { start } from "./LayercakeProcess.ts"
import { serve } from "./ServedMemory.ts"
import { assertRefused } from "./TinyProject.ts"

const print = Schema.encodeSync(Schema.fromJsonString(Schema.Unknown))

/** Its lint rule is broken, and says so in colour. */
const packageJson = print({
  name: "rooms",
  version: "1.0.0",
  private: true,
  scripts: { lint: `node -e "console.log('\\u001b[31muntidy'); process.exit(1)"` }
})

const ada = serve(["--work", "--sandbox", "process", "--model", "claim"]).person("ada")

const ends = Effect.gen(function* () {
  const follower = start(ada.home, ["events", "--project", "rooms", "--follow"])
  yield* follower.saw("AskedBuildEnded")
  yield* follower.signal("SIGINT")
})

describe("builds that somebody asks for", { timeout: 120_000 }, () => {
  beforeAll(
    () =>
      Effect.gen(function* () {
        yield* ada.joins
        yield* ada.says("new", "rooms.md")
        const file = print({ project: "rooms", path: "package.json", content: packageJson })
        yield* ada.says("call", "workspace.write", file)
      }).pipe(Effect.runPromise),
    120_000
  )

  it.live("are asked for, and done by a worker", () =>
    Effect.gen(function* () {
      assert.include(yield* ada.says("build", "list", "rooms"), "build ask rooms validate")
      const asked = yield* ada.says("build", "ask", "rooms", "lint")
      assert.match(asked, /^asked-1 is asked for\..*layercake --profile team worker/)
      assert.include(asked, "layercake --profile team build show rooms asked-1")
      yield* ends
    })
  )

  it.live("are listed, and shown with how each step went", () =>
    Effect.gen(function* () {
      const [heads, row] = (yield* ada.says("build", "list", "rooms")).split("\n")
      assert.match(heads ?? "", /^BUILD +STATUS +FOR +SINCE +WHY$/)
      assert.match(row ?? "", /^asked-1 +failed +somebody +\d{4}-\d\d-\d\dT\d\d:\d\d +lint: /)
      const shown = yield* ada.says("build", "show", "rooms", "asked-1")
      assert.match(shown, /^asked-1 {2}failed\n +why +lint: /)
      assert.include(shown, "process, which protects nothing")
      assert.match(shown, /\nSteps\n +install +passed .*\n +lint +failed +\d+\.\d s /)
      assert.include(shown, "build log rooms asked-1 lint`")
      const build = yield* ada.told<BuildView>("build", "show", "rooms", "asked-1")
      assert.deepStrictEqual(
        build.steps.map(({ outcome, step }) => `${step} ${outcome}`),
        ["install passed", "lint failed"]
      )
    })
  )

  it.live("keep what each step printed, which a terminal is shown without its colours", () =>
    Effect.gen(function* () {
      assert.include(yield* ada.says("build", "log", "rooms", "asked-1", "lint"), "\u00b7[31muntidy")
      const log = yield* ada.told<{ readonly text: string }>("build", "log", "rooms", "asked-1", "lint")
      assert.include(log.text, "\u001b[31muntidy")
    })
  )

  it.live("answer mistakes with what to do", () =>
    Effect.gen(function* () {
      assertRefused(yield* ada.asks("build", "ask", "rooms", "deploy"), "USAGE", '"validate"')
      assertRefused(yield* ada.asks("build", "ask", "halls", "lint"), "There is no such project")
      assertRefused(yield* ada.asks("build", "show", "rooms", "asked-9"), "`layercake build list` gives")
      assertRefused(
        yield* ada.asks("build", "log", "rooms", "asked-1", "audit"),
        "printed nothing, or was not run",
        "`layercake build show rooms asked-1`"
      )
      assertRefused(yield* ada.asks("build", "list", "rooms", "--limit", "0"), "from 1 to 500")
      assertRefused(yield* ada.asks("build", "cancel", "rooms", "asked-1"), "has ended already")
    })
  )
})
