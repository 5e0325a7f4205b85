/**
 * The behaviour every `Sandbox` adapter must show. One call per adapter. What an isolated sandbox must withstand besides
 * is tested by its adapter.
 */
import { assert, it } from "@effect/vitest"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import { Duration, Effect, Fiber, type Layer, type Scope, Stream } from "effect"

/** The machine as seen from outside of the sandbox. */
export interface SandboxSurroundings {
  /** Absolute path of an empty folder that a command may be given; removed with its scope. */
  readonly folder: Effect.Effect<string, never, Scope.Scope>
  /** Content of a file, empty when there is none. */
  readonly read: (path: string) => Effect.Effect<string>
  /** How many processes of the machine were started with arguments that hold this text. */
  readonly running: (text: string) => Effect.Effect<number>
}

const megabyte = 1024 * 1024

export const suite = <E>(
  name: string,
  layer: Layer.Layer<Sandbox, E>,
  surroundings: SandboxSurroundings,
  expected: { readonly isolated: boolean }
) =>
  it.layer(layer, { excludeTestServices: true, timeout: "30 seconds" })(`Sandbox (${name})`, (it) => {
    const { folder, read, running } = surroundings

    const run = Effect.fnUntraced(function* (
      argv: SandboxCommand["argv"],
      options: Partial<SandboxCommand> = {}
    ) {
      const sandbox = yield* Sandbox
      const result = yield* sandbox.run({
        directory: options.directory ?? (yield* folder),
        argv,
        network: "none",
        timeout: Duration.seconds(20),
        outputLimit: megabyte,
        diskLimit: 100 * megabyte,
        memoryLimit: 1024 * megabyte,
        ...options
      })
      const text = yield* Stream.mkString(Stream.decodeText(Stream.make(result.output)))
      return { ...result, text }
    }, Effect.scoped)

    const shell = (script: string, options?: Partial<SandboxCommand>) => run(["sh", "-c", script], options)

    it.effect("says who it is and whether it protects", () =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox

        assert.notStrictEqual(sandbox.name.trim(), "")
        assert.strictEqual(sandbox.isolated, expected.isolated)
      })
    )

    it.effect("hands back the exit code and everything printed", () =>
      Effect.gen(function* () {
        const result = yield* shell("echo out; exit 7")

        assert.strictEqual(result.exitCode, 7)
        assert.strictEqual(result.killed, null)
        assert.strictEqual(result.text, "out\n")
        assert.strictEqual(result.truncated, false)
        assert.isAtLeast(result.durationMillis, 1)
      })
    )

    it.effect("keeps stdout and stderr in the order they came", () =>
      Effect.gen(function* () {
        const lines = Array.from({ length: 40 }, (_, index) => `${index}`)

        const result = yield* shell(
          lines.map((line, index) => `echo ${line}${index % 2 === 0 ? "" : " >&2"}`).join("\n")
        )

        assert.strictEqual(result.text, `${lines.join("\n")}\n`)
      })
    )

    it.effect("passes arguments as they are", () =>
      Effect.gen(function* () {
        const odd = ["a b", "$HOME", "*", `'"\\`, "-n", "é🍰", ""]

        const result = yield* run(["printf", "<%s>", ...odd])

        assert.strictEqual(result.text, odd.map((word) => `<${word}>`).join(""))
      })
    )

    it.effect("gives the command its own environment and nothing of the machine's", () =>
      Effect.gen(function* () {
        const result = yield* run(["env"], { env: { GIVEN: "a b", LANG: "C" } })

        const variables = new Map(
          result.text
            .trimEnd()
            .split("\n")
            .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const)
        )
        // The last three are made by shells.
        const known = ["PATH", "HOME", "TMPDIR", "LANG", "CI", "GIVEN", "PWD", "SHLVL", "_"]
        assert.deepStrictEqual(
          [...variables.keys()].filter((name) => !known.includes(name)),
          []
        )
        assert.strictEqual(variables.get("GIVEN"), "a b")
        assert.strictEqual(variables.get("LANG"), "C")
        assert.strictEqual(variables.get("CI"), "1")
      })
    )

    it.effect("starts in the folder and may write there, at home and among temporary files", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* folder

          const result = yield* shell('pwd; echo kept > made; echo x > "$HOME/x" && echo x > "$TMPDIR/x"', {
            directory
          })

          assert.strictEqual(result.text, `${directory}\n`)
          assert.strictEqual(result.exitCode, 0)
          assert.strictEqual(yield* read(`${directory}/made`), "kept\n")
        })
      )
    )

    it.effect("keeps what earlier commands left in the folder writable", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* folder
          yield* shell("mkdir -p deep/er && echo 1 > deep/er/file && chmod 600 deep/er/file", { directory })

          const result = yield* shell("echo 2 >> deep/er/file && rm -r deep && ls", { directory })

          assert.strictEqual(result.text, "")
          assert.strictEqual(result.exitCode, 0)
        })
      )
    )

    it.effect("gives no input", () =>
      Effect.gen(function* () {
        const result = yield* run(["cat"])

        assert.strictEqual(result.exitCode, 0)
        assert.strictEqual(result.text, "")
      })
    )

    it.effect("runs the Node that runs LayerCake", () =>
      Effect.gen(function* () {
        const result = yield* run(["node", "-p", "process.versions.node.split('.')[0] >= 22"])

        assert.strictEqual(result.text, "true\n")
      })
    )

    it.effect("tells a command that crashed from one that was killed", () =>
      Effect.gen(function* () {
        const result = yield* shell("kill -SEGV $$")

        assert.strictEqual(result.exitCode, 128 + 11)
        assert.strictEqual(result.killed, null)
      })
    )

    it.effect("lets a server and a client inside talk over 127.0.0.1", () =>
      Effect.gen(function* () {
        const script = `
          const server = require("node:http").createServer((_, answer) => answer.end("hello"))
          server.listen(0, "127.0.0.1", () =>
            fetch("http://127.0.0.1:" + server.address().port)
              .then((answer) => answer.text())
              .then((text) => { console.log(text); server.close(); process.exit(0) }))`

        const result = yield* run(["node", "-e", script], { network: "loopback" })

        assert.strictEqual(result.text, "hello\n")
      })
    )

    it.effect("refuses a program that is not there, naming it", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(run(["no-such-program", "x"]))

        assert.strictEqual(error._tag, "SandboxUnavailable")
        assert.include(error.message, "no-such-program")
      })
    )

    it.effect("never takes a program's name for a word of the shell", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(run(["eval", "echo evaluated"]))

        assert.strictEqual(error._tag, "SandboxUnavailable")
      })
    )

    it.effect("refuses a folder that is not there or not named absolutely", () =>
      Effect.gen(function* () {
        const errors = yield* Effect.forEach(["/no/such/folder", "relative", "."], (directory) =>
          Effect.flip(run(["true"], { directory }))
        )

        assert.deepStrictEqual(
          errors.map((error) => error._tag),
          ["SandboxUnavailable", "SandboxUnavailable", "SandboxUnavailable"]
        )
      })
    )

    it.effect("leaves nothing running when the command ends before what it started", () =>
      Effect.gen(function* () {
        const result = yield* shell("sleep 9301.5 & (setsid sleep 9301.5 &) ; echo done")

        assert.strictEqual(result.text, "done\n")
        assert.strictEqual(result.exitCode, 0)
        assert.strictEqual(yield* running("9301.5"), 0)
      })
    )

    it.effect("kills grandchildren, daemons and what ignores signals when the time is over", () =>
      Effect.gen(function* () {
        const result = yield* shell(
          `trap "" TERM INT HUP
           (sh -c 'sleep 9302.5; true' &)
           (setsid sh -c 'trap "" TERM INT HUP; cd /; sleep 9302.5; true' > /dev/null 2>&1 &)
           echo begun
           sleep 9302.5
           sleep 9302.5`,
          { timeout: Duration.millis(1500) }
        )

        assert.strictEqual(result.killed, "timeout")
        assert.strictEqual(result.exitCode, null)
        assert.strictEqual(result.text, "begun\n")
        assert.isBelow(result.durationMillis, 6_000)
        assert.strictEqual(yield* running("9302.5"), 0)
      })
    )

    it.effect("kills a command that prints more than the limit", () =>
      Effect.gen(function* () {
        const result = yield* run(["yes", "9303.5"], { outputLimit: 10_000 })

        assert.strictEqual(result.killed, "output")
        assert.strictEqual(result.exitCode, null)
        assert.strictEqual(result.output.length, 10_000)
        assert.strictEqual(result.truncated, true)
        assert.strictEqual(yield* running("9303.5"), 0)
      })
    )

    it.effect("keeps output that ends right at the limit", () =>
      Effect.gen(function* () {
        const result = yield* run(["printf", "0123456789"], { outputLimit: 10 })

        assert.strictEqual(result.text, "0123456789")
        assert.strictEqual(result.truncated, false)
        assert.strictEqual(result.exitCode, 0)
      })
    )

    it.effect("kills a command that writes a file beyond the disk limit", () =>
      Effect.gen(function* () {
        const result = yield* shell("head -c 500000000 /dev/zero > big; sleep 9304.5", {
          diskLimit: 20 * megabyte
        })

        assert.strictEqual(result.killed, "disk")
        assert.strictEqual(yield* running("9304.5"), 0)
      })
    )

    it.effect("kills a command that writes many files beyond the disk limit", () =>
      Effect.gen(function* () {
        const result = yield* shell(
          "mkdir d; i=0; while true; do i=$((i+1)); head -c 2000000 /dev/zero > d/$i || exit 3; done",
          { diskLimit: 40 * megabyte }
        )

        assert.strictEqual(result.killed, "disk")
      })
    )

    it.effect("lets a command write up to the disk limit", () =>
      Effect.gen(function* () {
        const result = yield* shell("head -c 18000000 /dev/zero > big && rm big && echo fine", {
          diskLimit: 20 * megabyte
        })

        assert.strictEqual(result.text, "fine\n")
        assert.strictEqual(result.killed, null)
      })
    )

    it.effect("kills a process tree that takes more memory than the limit", () =>
      Effect.gen(function* () {
        const grow = `const kept = []; setInterval(() => kept.push(Buffer.alloc(8e6, 1)), 10)`

        const result = yield* shell(`node -e "${grow}" & node -e "${grow}" & wait`, {
          memoryLimit: 300 * megabyte
        })

        assert.strictEqual(result.killed, "memory")
        assert.strictEqual(yield* running("kept.push"), 0)
      })
    )

    it.effect("kills the whole tree when it is interrupted", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const directory = yield* folder
          const fiber = yield* Effect.forkChild(
            shell("(setsid sleep 9305.5 &) ; echo yes > begun; sleep 9305.5; true", { directory })
          )
          yield* read(`${directory}/begun`).pipe(Effect.repeat({ until: (text) => text !== "" }))

          yield* Fiber.interrupt(fiber)

          assert.strictEqual(yield* running("9305.5"), 0)
        })
      )
    )

    it.effect("runs commands side by side", () =>
      Effect.gen(function* () {
        const results = yield* Effect.forEach(["1", "2", "3", "4"], (word) => run(["echo", word]), {
          concurrency: "unbounded"
        })

        assert.deepStrictEqual(
          results.map((result) => result.text),
          ["1\n", "2\n", "3\n", "4\n"]
        )
      })
    )

    if (expected.isolated) {
      it.effect("bounds how many processes there are", () =>
        Effect.gen(function* () {
          const result = yield* shell(
            "i=0; while [ $i -lt 5000 ]; do i=$((i+1)); sleep 9306.5 & done; echo all of them",
            { outputLimit: 100_000 }
          )

          assert.notInclude(result.text, "all of them")
          assert.notStrictEqual(result.exitCode, 0)
          assert.strictEqual(yield* running("9306.5"), 0)
        })
      )

      it.effect("survives a fork bomb", () =>
        Effect.gen(function* () {
          const result = yield* shell("bomb() { bomb | bomb & }; bomb 9307.5; sleep 9307.5", {
            timeout: Duration.seconds(2)
          })

          assert.notStrictEqual(result.exitCode, 0)
          assert.strictEqual(yield* running("9307.5"), 0)
        })
      )
    }
  })
