/**
 * The behaviour every `Sandbox` adapter must show. One call per adapter. What an isolated sandbox must withstand besides
 * is tested by its adapter.
 */
import { assert, it } from "@effect/vitest"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import { Effect, type Layer } from "effect"
import * as SandboxLimitConformance from "./SandboxLimitConformance.ts"
import * as SandboxNetworkConformance from "./SandboxNetworkConformance.ts"
import * as SandboxSessionConformance from "./SandboxSessionConformance.ts"
import * as SandboxTrial from "./SandboxTrial.ts"

export const suite = <E>(
  name: string,
  layer: Layer.Layer<Sandbox, E>,
  surroundings: SandboxTrial.SandboxSurroundings,
  expected: { readonly isolated: boolean }
) => {
  it.layer(layer, { excludeTestServices: true, timeout: "30 seconds" })(`Sandbox (${name})`, (it) => {
    const { folder, read } = surroundings

    const run = (argv: SandboxCommand["argv"], options?: Partial<SandboxCommand>) =>
      SandboxTrial.run(surroundings, argv, options)
    const shell = (script: string, options?: Partial<SandboxCommand>) =>
      SandboxTrial.shell(surroundings, script, options)

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

    it.effect("shows what is to be readable under its own path, and lets nobody change it", () =>
      Effect.scoped(
        Effect.gen(function* () {
          const other = yield* folder
          yield* shell("echo shown > file; chmod 755 .; chmod 644 file", { directory: other })

          const result = yield* shell(
            `cat "${other}/file"; test ${expected.isolated ? "!" : ""} -w "${other}/file" && echo as expected`,
            { readable: [other] }
          )

          assert.strictEqual(result.text, "shown\nas expected\n")
        })
      )
    )

    it.effect("refuses a readable path that is not there or not named absolutely", () =>
      Effect.gen(function* () {
        const errors = yield* Effect.forEach(["/no/such/file", "relative"], (path) =>
          Effect.flip(run(["true"], { readable: [path] }))
        )

        assert.include(errors[0]?.message, "/no/such/file")
        assert.include(errors[1]?.message, "relative")
      })
    )

    it.effect("refuses text that no process can be given", () =>
      Effect.gen(function* () {
        const errors = [
          yield* Effect.flip(run(["echo", "a\0b"])),
          yield* Effect.flip(run(["echo"], { env: { WORD: "a\0b" } }))
        ]

        assert.isTrue(errors.every((error) => error._tag === "SandboxUnavailable"))
      })
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
  })

  SandboxLimitConformance.suite(name, layer, surroundings, expected)
  SandboxSessionConformance.suite(name, layer, surroundings)
  if (expected.isolated) SandboxNetworkConformance.suite(name, layer, surroundings)
}
