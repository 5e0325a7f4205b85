import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

const program = fileURLToPath(new URL("../three-gates.ts", import.meta.url))

it.live("the pipeline of one's own passes its three gates", () =>
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
    assert.strictEqual(stdout.trimEnd().split("\n").at(-1), "Every gate is passed")
    assert.include(stdout, "draft approved by person")
  })
)

it("the pipeline of one's own is short", () => {
  assert.isAtMost(readFileSync(program, "utf8").trimEnd().split("\n").length, 60)
})
