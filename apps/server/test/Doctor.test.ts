import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Doctor from "@layercake/server/Doctor"
import { ConfigProvider, Effect, FileSystem, Layer } from "effect"

/** What is said about Claude Code and the model where the search path is this folder alone. */
const examined = Effect.fnUntraced(function* (folder: string, model: string) {
  const report = yield* Doctor.examine({ dataDirectory: `${folder}/data`, model, sandbox: "process" }).pipe(
    Effect.provide(
      Layer.merge(NodeServices.layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env: { PATH: folder } })))
    )
  )
  const about = (name: string) => {
    const found = report.find((examination) => examination.name === name)
    return [found?.verdict, found?.detail]
  }
  return { claude: about("claude"), model: about("model") }
})

const folderWith = Effect.fnUntraced(function* (claude: string | null) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  if (claude === null) return folder
  yield* files.writeFileString(`${folder}/claude`, claude)
  yield* files.chmod(`${folder}/claude`, 0o755)
  return folder
}, Effect.provide(NodeServices.layer))

describe("Doctor", () => {
  it.live("tells the version of the installed Claude Code", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith("#!/bin/sh\necho '2.1.330 (Claude Code)'\n")

      const { claude, model } = yield* examined(folder, "claude-code")

      assert.deepStrictEqual(claude, ["good", "2.1.330 (Claude Code)"])
      assert.strictEqual(model[0], "warning")
      assert.match(String(model[1]), /not logged in/)
    }).pipe(Effect.scoped)
  )

  it.live("says that Claude Code is not installed, which is no fault, unless it is to do the work", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith(null)

      assert.match(String((yield* examined(folder, "claim")).claude), /^good,not installed/)
      assert.match(String((yield* examined(folder, "claude-code")).model), /^warning.*no program claude/)
    }).pipe(Effect.scoped)
  )

  it.live("says that what is called claude does not answer", () =>
    Effect.gen(function* () {
      const folder = yield* folderWith("#!/nowhere/at/all\n")

      assert.strictEqual((yield* examined(folder, "claim")).claude[0], "warning")
    }).pipe(Effect.scoped)
  )
})
