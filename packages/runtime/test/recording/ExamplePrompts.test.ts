/**
 * The same state gives the same request: two runs of each example, with other ids and at other times, ask for exactly the
 * same, so that a recording made of one is played by the other.
 */
import { assert, it } from "@effect/vitest"
import { parse } from "@layercake/core/agent/AgentTemplateParser"
import type { AgentRequest } from "@layercake/core/port/AgentExecutor"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { rowsOf } from "@layercake/core/project/ProjectState"
import { bytesOf } from "@layercake/core/store/BlobText"
import * as MemoryCallRecordings from "@layercake/memory/MemoryCallRecordings"
import type { MemoryPackages } from "@layercake/memory/MemoryPackageRegistry"
import { Effect, Result, Schema } from "effect"
import { isCompleted } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { recordedScript, run } from "./RecordedProject.ts"

declare global {
  interface ImportMeta {
    readonly glob: (pattern: string, options: object) => Readonly<Record<string, string>>
  }
}

const sources: Readonly<Record<string, string>> = {
  ...import.meta.glob("../../../core/agents/*.md", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob("../../../../examples/briefs/*.md", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob("../../../../examples/recordings/*/*", {
    query: "?raw",
    import: "default",
    eager: true
  })
}
const text = (path: string) => sources[path] ?? assert.fail(`there is no ${path}`)
const examples = "../../../../examples"

const Index = Schema.fromJsonString(
  Schema.Struct({
    entries: Schema.Array(
      Schema.Struct({
        gate: Schema.String,
        step: Schema.String,
        purpose: Schema.String,
        attempt: Schema.Int,
        answer: Schema.String
      })
    )
  })
)

const templates = Object.keys(sources)
  .filter((path) => path.includes("/core/agents/"))
  .map((path) => Result.getOrThrow(parse(path, text(path))))
const names = Object.keys(sources).flatMap(
  (path) => /\/recordings\/([^/]+)\/recording\.json$/.exec(path)?.[1] ?? []
)

/** Answers as the recording does; where builds here pass that failed there, nobody asks for the rest. */
const scriptOf = (name: string) => {
  const { entries } = Schema.decodeSync(Index)(text(`${examples}/recordings/${name}/recording.json`))
  return ({ call }: AgentRequest) => {
    const entry = entries.find(
      ({ attempt, gate, purpose, step }) =>
        gate === call.gate && step === call.step && purpose === call.purpose && attempt === call.attempt
    )
    return MemoryFactory.answering(
      entry === undefined ? "Nothing." : text(`${examples}/recordings/${name}/${entry.answer}`)
    )
  }
}

/** What the examples install. */
const packages: MemoryPackages = Object.fromEntries(
  Object.entries({
    zod: "4.6.7",
    "@types/node": "24.19.2",
    oxlint: "1.94.0",
    typescript: "7.0.2"
  }).map(([name, version]) => {
    const publishedAt = Timestamp.make("2025-01-01T00:00:00.000Z")
    const versions = [{ version, publishedAt, deprecated: null, hasInstallScript: false }]
    const known = { name, firstPublishedAt: publishedAt, dates: "publication" as const, versions }
    return [name, { ...known, tags: { latest: version }, weeklyDownloads: 1_000_000 }]
  })
)

const requestsOf = Effect.fnUntraced(function* (name: string) {
  const recordings = MemoryCallRecordings.make()
  const brief = bytesOf(text(`${examples}/briefs/${name}.md`))
  const { state } = yield* run(recordedScript(scriptOf(name), recordings), { templates, packages }, brief)
  return { requests: yield* recordings.all, state }
})

it("every recording of the examples is looked at", () => {
  assert.isAtLeast(names.length, 2)
  assert.lengthOf(templates, 14)
})

for (const name of names)
  it.live(
    `two runs of ${name} ask for the same, word for word`,
    () =>
      Effect.gen(function* () {
        const [one, two] = [yield* requestsOf(name), yield* requestsOf(name)]
        const held = rowsOf(one.state, "hold").map((hold) => `${hold.title}: ${hold.detail}`)
        assert.isTrue(isCompleted(one.state), held.join("\n"))
        assert.isAbove(one.requests.length, 10)
        // Text before digests, so that a difference shows where it is.
        assert.deepStrictEqual(
          two.requests.map(({ request, work }) => ({ work, request })),
          one.requests.map(({ request, work }) => ({ work, request }))
        )
        assert.deepStrictEqual(
          two.requests.map(({ digest }) => digest),
          one.requests.map(({ digest }) => digest)
        )
      }),
    30_000
  )
