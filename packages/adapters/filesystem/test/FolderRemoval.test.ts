import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as FolderRemoval from "@layercake/filesystem/FolderRemoval"
import { Effect } from "effect"
import { Place, place } from "./WorkspaceFixture.ts"

const setUp = Effect.gen(function* () {
  const { directory, outside } = yield* Place
  const folder = join(directory, "folder")
  mkdirSync(folder, { recursive: true })
  return { folder, bin: join(directory, "bin"), outside }
})

describe("FolderRemoval", () => {
  it.effect("removes links and not what they lead to", () =>
    Effect.gen(function* () {
      const { folder, bin, outside } = yield* setUp
      writeFileSync(join(outside, "kept"), "kept")
      symlinkSync(outside, join(folder, "link"))

      yield* FolderRemoval.discard(folder, bin)

      assert.isFalse(existsSync(folder))
      assert.strictEqual(readFileSync(join(outside, "kept"), "utf8"), "kept")
    }).pipe(Effect.provide(place))
  )

  it.effect("removes what no path can name: names that are no text and very deep folders", () =>
    Effect.gen(function* () {
      const { folder, bin } = yield* setUp
      mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]))
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff])]), "x")
      const start = process.cwd()
      process.chdir(folder)
      for (let depth = 0; depth < 600; depth++) {
        mkdirSync("deeper-and-deeper")
        process.chdir("deeper-and-deeper")
      }
      process.chdir(start)

      yield* FolderRemoval.discard(folder, bin)

      assert.isFalse(existsSync(folder))
      assert.deepStrictEqual(readdirSync(bin), [])
    }).pipe(Effect.provide(place))
  )

  it.effect("removes folders without rights, and finishes a removal that was cut short", () =>
    Effect.gen(function* () {
      const { folder, bin } = yield* setUp
      mkdirSync(join(folder, "locked/inner"), { recursive: true })
      chmodSync(join(folder, "locked"), 0o500)
      mkdirSync(join(bin, "7/left"), { recursive: true })

      yield* FolderRemoval.discard(folder, bin)
      yield* FolderRemoval.discard(folder, bin)

      assert.isFalse(existsSync(folder))
      assert.deepStrictEqual(readdirSync(bin), [])
    }).pipe(Effect.provide(place))
  )
})
