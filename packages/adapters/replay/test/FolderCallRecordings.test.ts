import * as fs from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as CallRecordingsConformance from "@layercake/conformance/CallRecordingsConformance"
import { CallRecordings } from "@layercake/core/port/CallRecordings"
import * as FolderCallRecordings from "@layercake/replay/FolderCallRecordings"
import { Effect, Layer } from "effect"
import * as DiskFileSystem from "./DiskFileSystem.ts"

const { callRecord } = CallRecordingsConformance

const layerAt = (folder: string) =>
  FolderCallRecordings.layer(folder).pipe(Layer.provide(DiskFileSystem.layer))

CallRecordingsConformance.suite(
  "folder",
  Layer.unwrap(Effect.map(DiskFileSystem.folder, (folder) => layerAt(`${folder}/deep/recording`)))
)

const opened = (folder: string) => Effect.provide(CallRecordings, layerAt(folder))

describe("recorded calls in a folder", () => {
  it.effect("are the same bytes whoever writes them, and nothing is written twice", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* DiskFileSystem.folder, yield* DiskFileSystem.folder]
      const record = yield* callRecord("same", "answer")
      const path = `calls/${record.digest}.1.json`
      for (const folder of [one, two]) yield* (yield* opened(folder)).add(record)
      assert.strictEqual(fs.readFileSync(`${one}/${path}`, "utf8"), fs.readFileSync(`${two}/${path}`, "utf8"))
      const before = fs.statSync(`${one}/${path}`).mtimeMs
      yield* (yield* opened(one)).add(record)
      assert.deepStrictEqual(fs.readdirSync(`${one}/calls`), [`${record.digest}.1.json`])
      assert.strictEqual(fs.statSync(`${one}/${path}`).mtimeMs, before)
      assert.lengthOf(fs.readFileSync(`${one}/calls.jsonl`, "utf8").trimEnd().split("\n"), 1)
    }).pipe(Effect.scoped)
  )

  it.effect("of two processes in one folder are all kept, each under a number of its own", () =>
    Effect.gen(function* () {
      const folder = yield* DiskFileSystem.folder
      const processes = [yield* opened(folder), yield* opened(folder)]
      const records = yield* Effect.forEach(Array.from({ length: 20 }), (_, index) =>
        callRecord("same", `answer ${index % 10}`)
      )
      const add = Effect.forEach(records, (record, index) => processes[index % 2]!.add(record), {
        concurrency: "unbounded"
      })
      yield* add
      const all = yield* processes[0]!.all
      assert.deepStrictEqual(
        all.map(({ number }) => number).toSorted((a, b) => a - b),
        Array.from({ length: 10 }, (_, index) => index + 1)
      )
    }).pipe(Effect.scoped)
  )

  it.effect("are found without their line in the index, and a torn line costs nothing", () =>
    Effect.gen(function* () {
      const folder = yield* DiskFileSystem.folder
      const recordings = yield* opened(folder)
      const [one, two] = [yield* callRecord("one", "1"), yield* callRecord("two", "2")]
      yield* recordings.add(one)
      yield* recordings.add(two)
      const index = `${folder}/calls.jsonl`
      const [first = "", second = ""] = fs.readFileSync(index, "utf8").split("\n")
      fs.writeFileSync(index, `${first}\n${second.slice(0, 20)}`)
      assert.deepStrictEqual(
        (yield* recordings.all).map(({ request }) => request.prompt),
        ["one", "two"]
      )
      yield* recordings.add(two)
      assert.deepStrictEqual(fs.readFileSync(index, "utf8").split("\n"), [
        first,
        second.slice(0, 20),
        second,
        ""
      ])
    }).pipe(Effect.scoped)
  )

  it.effect("that are damaged are named, and an answer is never written over", () =>
    Effect.gen(function* () {
      const folder = yield* DiskFileSystem.folder
      const recordings = yield* opened(folder)
      const record = yield* callRecord("one", "1")
      yield* recordings.add(record)
      const path = `${folder}/calls/${record.digest}.1.json`
      fs.writeFileSync(path, "{")
      const error = yield* Effect.flip(recordings.all)
      assert.strictEqual(error.reason, "damaged")
      assert.include(error.message, path)
      assert.include(error.message, "layercake recording check")
      assert.strictEqual(yield* recordings.add(record), 2)
      assert.strictEqual(fs.readFileSync(path, "utf8"), "{")
    }).pipe(Effect.scoped)
  )

  it.effect("say so when they cannot be written", () =>
    Effect.gen(function* () {
      const folder = yield* DiskFileSystem.folder
      fs.writeFileSync(`${folder}/calls`, "a file in the way")
      const record = yield* callRecord("one", "1")
      const error = yield* Effect.flip((yield* opened(folder)).add(record))
      assert.strictEqual(error.reason, "unwritable")
    }).pipe(Effect.scoped)
  )
})
