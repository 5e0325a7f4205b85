/**
 * Runs one command in a new bubblewrap sandbox and refuses the sandbox when it would not hold: when the command is root
 * on the machine, or may change settings of the kernel. It opens what it must not open, and never writes to it.
 */
import type { Sandbox } from "@layercake/core/port/Sandbox"
import { Duration, Effect, FileSystem, Option } from "effect"
import * as BubblewrapHost from "./BubblewrapHost.ts"

export const check = Effect.fn("BubblewrapSelfTest.check")(
  function* (sandbox: Sandbox["Service"]) {
    const files = yield* FileSystem.FileSystem
    const directory = yield* files.makeTempDirectoryScoped({ prefix: "layercake-" })
    const result = yield* sandbox.run({
      directory,
      argv: ["/bin/sh", "-c", script],
      network: "none",
      timeout: Duration.seconds(20),
      outputLimit: 4_096,
      diskLimit: 1_048_576,
      memoryLimit: 268_435_456
    })
    const said = new TextDecoder().decode(result.output)
    if (result.exitCode !== 0) {
      return yield* BubblewrapHost.unavailable(
        `its self-test failed (${result.killed ?? result.exitCode}): ${said}`
      )
    }
    // Inside, the user always has the same id; the file on disk tells the true one.
    const { uid } = yield* files.stat(`${directory}/made`)
    if (Option.contains(uid, 0)) return yield* BubblewrapHost.unavailable("commands would run as root")
  },
  (effect) =>
    effect.pipe(
      Effect.catchTag("PlatformError", (error) => Effect.fail(BubblewrapHost.unavailable(error.message))),
      Effect.scoped
    )
)

const script = `
: > made || exit 1
if (: >> /proc/sys/kernel/core_pattern) 2>/dev/null; then echo "settings of the kernel can be changed"; exit 1; fi
node --version > /dev/null || { echo "the Node of LayerCake does not run in it"; exit 1; }
`
