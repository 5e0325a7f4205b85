/**
 * Runs one command in a new sandbox and refuses the sandbox when it would not hold: when the command is root on the
 * machine, or may change settings of the kernel. It opens what it must not open, and never writes to it.
 */
import { type Sandbox, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Duration, Effect, FileSystem, Option } from "effect"
import { textOf } from "./CommandProcess.ts"

export const check = Effect.fn("SandboxSelfTest.check")(
  function* (sandbox: Sandbox["Service"]) {
    const unavailable = (reason: string) => new SandboxUnavailable({ sandbox: sandbox.name, reason })
    const files = yield* FileSystem.FileSystem
    // Where every user can come: not all sandboxes show it to a user who could not.
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
    if (result.exitCode !== 0) {
      return yield* unavailable(
        `its self-test failed (${result.killed ?? result.exitCode}): ${textOf(result.output)}`
      )
    }
    // Inside, the user may go by any id; the file on disk tells the true one.
    const { uid } = yield* files.stat(`${directory}/made`)
    if (Option.contains(uid, 0)) return yield* unavailable("commands would run as root")
  },
  (effect, sandbox) =>
    effect.pipe(
      Effect.catchTag("PlatformError", (error) =>
        Effect.fail(new SandboxUnavailable({ sandbox: sandbox.name, reason: error.message }))
      ),
      Effect.scoped
    )
)

const script = `
: > made || exit 1
for setting in core_pattern modprobe; do
  if (: >> /proc/sys/kernel/$setting) 2>/dev/null; then echo "settings of the kernel can be changed"; exit 1; fi
done
node --version > /dev/null || { echo "the Node of LayerCake does not run in it"; exit 1; }
`
