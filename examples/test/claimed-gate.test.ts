import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

const program = fileURLToPath(new URL("../claimed-gate.ts", import.meta.url))

it.live("the worker of one's own claims, mends and hands in what a gate needs", () =>
  Effect.gen(function* () {
    const { code, stdout } = yield* Effect.callback<{ readonly code: unknown; readonly stdout: string }>(
      (resume) => {
        const child = execFile(process.execPath, [program], (error, stdout) =>
          resume(Effect.succeed({ code: error?.code ?? 0, stdout }))
        )
        return Effect.sync(() => child.kill())
      }
    )
    assert.strictEqual(code, 0)
    const [claimed, refused, ...rest] = stdout.trimEnd().split("\n")
    assert.match(claimed ?? "", /^Claimed idea\.write\.1, \d+ lines of prompt$/)
    assert.match(refused ?? "", /^refused: The answer contains no file\./)
    assert.deepStrictEqual(rest, ["accepted", "Every gate is passed"])
  })
)
