import { assert, it } from "@effect/vitest"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { folderWith, layercake } from "./LayercakeProcess.ts"
import { tinyProject } from "./TinyProject.ts"

it.live(
  "keeps nothing but in memory where that is asked for",
  () =>
    Effect.gen(function* () {
      const folder = folderWith(tinyProject)
      const created = yield* layercake(folder, ["new", "rooms.md", "--database", "memory"])
      assert.deepStrictEqual(
        [created.code, created.stdout.split("\n")[0]],
        [0, "Project rooms created: Room booking"]
      )
      assert.isFalse(existsSync(join(folder, ".layercake/database")))
      const { code, stdout } = yield* layercake(folder, ["status", "--json"], {
        LAYERCAKE_DATABASE_URL: "memory"
      })
      assert.deepStrictEqual([code, stdout], [0, "[]\n"])
      const refused = yield* layercake(folder, [
        "status",
        "--database",
        "memory",
        "--redis",
        "redis://127.0.0.1:1"
      ])
      assert.strictEqual(refused.code, 1)
      assert.include(refused.stderr, "--redis is for the queue beside a Postgres server")
    }),
  120_000
)
