/**
 * The live board on a real terminal, which tmux is.
 */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect, Schedule } from "effect"
import { folderWith, layercake } from "./LayercakeProcess.ts"
import { replay, tinyProject } from "./TinyProject.ts"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const hasTmux = spawnSync("tmux", ["-V"]).status === 0
const folder = folderWith(tinyProject)

/** A server of its own, so that nobody's sessions are met. */
const tmux = (...args: ReadonlyArray<string>) =>
  Effect.sync(
    () => spawnSync("tmux", ["-L", `layercake-${process.pid}`, ...args], { encoding: "utf8" }).stdout
  )

const screen = tmux("capture-pane", "-p", "-t", "board")

const sees = (text: string) =>
  screen.pipe(
    Effect.repeat({ until: (shown) => shown.includes(text), schedule: Schedule.spaced("100 millis") }),
    Effect.timeoutOrElse({
      duration: "60 seconds",
      orElse: () => Effect.flatMap(screen, (shown) => Effect.die(`never saw ${text}, but\n${shown}`))
    })
  )

const terminal = Effect.acquireRelease(
  tmux("new-session", "-d", "-s", "board", "-x", "100", "-y", "30", "-c", folder, "sh"),
  () => tmux("kill-server")
)

describe.skipIf(!hasTmux)("layercake watch (needs tmux)", () => {
  it.live(
    "shows a project as it changes, fits the terminal, and leaves it as it was",
    () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* layercake(folder, ["new", "rooms.md"])).code, 0)
        yield* terminal
        yield* tmux(
          "send-keys",
          "-t",
          "board",
          `'${process.execPath}' '${main}' watch; echo ended with $?`,
          "Enter"
        )
        yield* sees("> G0 Intake")
        yield* layercake(folder, ["run", ...replay])
        const shown = yield* sees("waits    G1 Scope waits for approval")
        assert.include(shown, "Room booking  rooms  active")
        assert.match(shown, /G0 Intake +approved/)
        assert.include(shown, "G1 in review")
        assert.include(shown, "q quit")
        yield* tmux("resize-window", "-t", "board", "-x", "60", "-y", "12")
        const small = yield* sees("q quit")
        for (const line of small.split("\n")) assert.isAtMost(line.length, 60)
        yield* tmux("send-keys", "-t", "board", "q")
        const left = yield* sees("ended with 0")
        assert.notInclude(left, "G0 Intake")
      }).pipe(Effect.scoped),
    180_000
  )

  it.live("says what to use where there is no terminal", () =>
    Effect.gen(function* () {
      const { code, stderr } = yield* layercake(folder, ["watch"])
      assert.strictEqual(code, 1)
      assert.include(stderr, "layercake events --follow --json")
    })
  )
})
