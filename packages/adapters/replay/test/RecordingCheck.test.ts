import * as fs from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { callRecord } from "@layercake/conformance/CallRecordingsConformance"
import { CallRecordings } from "@layercake/core/port/CallRecordings"
import * as FolderCallRecordings from "@layercake/replay/FolderCallRecordings"
import { check } from "@layercake/replay/RecordingCheck"
import { Effect, Layer } from "effect"
import * as DiskFileSystem from "./DiskFileSystem.ts"

const recorded = Effect.gen(function* () {
  const folder = yield* DiskFileSystem.folder
  const recordings = yield* Effect.provide(
    CallRecordings,
    FolderCallRecordings.layer(folder).pipe(Layer.provide(DiskFileSystem.layer))
  )
  const [one, two] = [yield* callRecord("one", "1"), yield* callRecord("one", "22")]
  for (const record of [one, two]) yield* recordings.add(record)
  return { folder, digest: one.digest }
})
const checked = (folder: string) => Effect.provide(check(folder), DiskFileSystem.layer)

describe("looking through a recording", () => {
  it.effect("lists what it holds in order and finds nothing wrong with what was recorded", () =>
    Effect.gen(function* () {
      const { digest, folder } = yield* recorded
      const report = yield* checked(folder)
      assert.deepStrictEqual(report, {
        form: "calls",
        entries: [1, 2].map((number) => ({
          path: `calls/${digest}.${number}.json`,
          work: "G5/backend/backend-developer/work/1",
          digest,
          number,
          model: "test/model",
          characters: number
        })),
        problems: []
      })
    }).pipe(Effect.scoped)
  )

  it.effect("names what is damaged, what was changed by hand, and what nothing leads to", () =>
    Effect.gen(function* () {
      const { digest, folder } = yield* recorded
      const [first, second] = [`calls/${digest}.1.json`, `calls/${digest}.2.json`]
      const text = fs.readFileSync(`${folder}/${first}`, "utf8")
      fs.writeFileSync(`${folder}/${first}`, text.replace('"prompt":"one"', '"prompt":"another"'))
      fs.writeFileSync(`${folder}/${second}`, "{}")
      fs.writeFileSync(`${folder}/calls/${digest}.3.json`, text.replace('"number":1', '"number":3'))
      fs.writeFileSync(`${folder}/calls/left.part`, "")
      const { problems } = yield* checked(folder)
      assert.deepStrictEqual(
        problems.map(({ kind, path }) => [kind, path]),
        [
          ["damaged", first],
          ["damaged", second],
          ["unused", `calls/${digest}.3.json`],
          ["unused", "calls/left.part"]
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("says of answers by their work which are missing and which no entry names", () =>
    Effect.gen(function* () {
      const example = fileURLToPath(new URL("../../../../examples/recordings/room-booking", import.meta.url))
      const whole = yield* checked(example)
      assert.deepStrictEqual([whole.form, whole.problems], ["work", []])
      assert.strictEqual(whole.entries.length, 14)
      const folder = yield* DiskFileSystem.folder
      fs.cpSync(example, folder, { recursive: true })
      fs.rmSync(`${folder}/g1-scope.md`)
      fs.writeFileSync(`${folder}/old.md`, "")
      const { problems } = yield* checked(folder)
      assert.deepStrictEqual(
        problems.map(({ kind, path }) => [kind, path]),
        [
          ["damaged", "g1-scope.md"],
          ["unused", "old.md"]
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("refuses a folder without a recording, and one that is not there", () =>
    Effect.gen(function* () {
      const folder = yield* DiskFileSystem.folder
      for (const place of [folder, `${folder}/nowhere`])
        assert.strictEqual((yield* Effect.flip(checked(place))).reason, "unreadable")
    }).pipe(Effect.scoped)
  )
})
