/**
 * Agents that hand over files instead of text: through the log into the tree, with the same care as files in an answer.
 */
import { assert, describe, it } from "@effect/vitest"
import type { AgentAnswer, AgentRequest, AnsweredFile } from "@layercake/core/port/AgentExecutor"
import { projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import type { EventStore } from "@layercake/core/store/EventStore"
import { extract } from "@layercake/core/extract/Extractor"
import { Deferred, Effect, Fiber } from "effect"
import { namedBy } from "../src/history/NamedContents.ts"
import * as MemoryFactory from "./MemoryFactory.ts"
import { begun, isCompleted, rooms, runsOf } from "./FactoryStory.ts"

/** The same as `diligent`, as an agent with a folder hands it over. */
const withFolder = (request: AgentRequest, more: ReadonlyArray<AnsweredFile> = []): AgentAnswer => {
  const { files } = extract(MemoryFactory.diligent(request).text)
  return {
    ...MemoryFactory.answering("I wrote the files."),
    files: [...files.map(({ content, path }) => ({ path, content })), ...more]
  }
}

const isStep = (request: AgentRequest, step: string) =>
  request.call.step === step && request.call.purpose === "work" && request.call.attempt === 1

describe("an agent that works on files", () => {
  it.live("carries a project through every gate, and sees the files that there are", () => {
    const seen = new Map<string, ReadonlyArray<string>>()
    const answer = (request: AgentRequest) => {
      seen.set(
        request.call.step,
        (request.files ?? []).map((file) => file.path)
      )
      return withFolder(request)
    }
    return Effect.gen(function* () {
      const state = yield* begun()

      assert.isTrue(isCompleted(state))
      assert.include(seen.get("scope") ?? [], "docs/brief.md")
      assert.include(seen.get("backend") ?? [], "docs/prd.md")
      for (const run of rowsOf(state, "agentRun")) assert.isString(run.files)
    }).pipe(Effect.provide(MemoryFactory.layer({ answer })))
  })

  it.live("ends with the same files as one that sends them in its text", () => {
    const tree = (answer: (request: AgentRequest) => AgentAnswer) =>
      Effect.map(begun(), (state) => rowsOf(state, "file").map((file) => [file.path, file.digest])).pipe(
        Effect.provide(MemoryFactory.layer({ answer }))
      )
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* tree(withFolder), yield* tree(MemoryFactory.diligent))
    })
  })

  it.live("removes files, by itself or in its closing words", () => {
    const world = MemoryFactory.makeWorld()
    const answer = (request: AgentRequest): AgentAnswer => {
      if (isStep(request, "backend"))
        return withFolder(request, [
          { path: "src/one.ts", content: "1\n" },
          { path: "src/two.ts", content: "2\n" },
          { path: "src/kept.ts", content: "3\n" }
        ])
      if (request.call.gate !== "G6") return withFolder(request)
      const removes: ReadonlyArray<AnsweredFile> = (request.files ?? []).some(
        (file) => file.path === "src/one.ts"
      )
        ? [{ path: "src/one.ts", content: null }]
        : []
      const text = removes.length > 0 ? "Two files go.\n\n**Remove: src/two.ts**\n" : "Done."
      return { ...withFolder(request, removes), text }
    }
    return Effect.gen(function* () {
      const state = yield* begun()

      assert.isTrue(isCompleted(state))
      const paths = rowsOf(state, "file").map((file) => file.path as string)
      assert.include(paths, "src/kept.ts")
      assert.notIncludeMembers(paths, ["src/one.ts", "src/two.ts"])
      const removed = world.store.events
        .filter((event) => event.type === "TreeChanged")
        .flatMap((event) => (event.data as { readonly removed: ReadonlyArray<string> }).removed)
      assert.deepStrictEqual(removed, ["src/one.ts", "src/two.ts"])
      const folder = world.workspace.get(rooms)
      assert.isTrue(folder?.files.has("src/kept.ts"))
      assert.isFalse(folder?.files.has("src/one.ts"))
      assert.isFalse(folder?.files.has("src/two.ts"))
    }).pipe(Effect.provide(MemoryFactory.layer({ world, answer })))
  })

  const refusals: ReadonlyArray<readonly [string, Partial<AgentAnswer>, string]> = [
    ["no text", { files: [{ path: "logo.png", content: "", fault: "binary" }] }, "binary-file"],
    ["a link", { files: [{ path: "src/a.ts", content: "", fault: "no-plain-file" }] }, "no-plain-file"],
    ["too large", { files: [{ path: "src/a.ts", content: "", fault: "too-large" }] }, "file-too-large"],
    ["outside of the project", { files: [{ path: "../../etc/passwd", content: "x" }] }, "unsafe-path"],
    ["a hook of git", { files: [{ path: ".git/hooks/pre-commit", content: "x" }] }, "reserved-path"],
    ["a package", { files: [{ path: "node_modules/x/index.js", content: "x" }] }, "reserved-path"],
    ["empty", { files: [{ path: "src/a.ts", content: " \n" }] }, "empty-file"],
    [
      "one file on some systems",
      {
        files: [
          { path: "src/a.ts", content: "x" },
          { path: "src/A.ts", content: "x" }
        ]
      },
      "case-conflict"
    ],
    ["inside a file", { files: [{ path: "docs/brief.md/x.md", content: "x" }] }, "file-and-folder"],
    ["not all that was asked for", { files: [] }, "missing-document"],
    ["half done", { files: [{ path: "docs/prd.md", content: "x" }], finishReason: "length" }, "cut-answer"],
    [
      "without a file that is not there",
      { files: [{ path: "docs/prd.md", content: "x" }], text: "**Remove: src/nowhere.ts**" },
      "nothing-to-remove"
    ]
  ]
  for (const [name, changes, code] of refusals)
    it.live(`is sent back when what it left is ${name}`, () => {
      const answer = (request: AgentRequest) =>
        isStep(request, "requirements") ? { ...withFolder(request), ...changes } : withFolder(request)
      return Effect.gen(function* () {
        const state = yield* begun()

        assert.isTrue(isCompleted(state))
        assert.deepStrictEqual(runsOf(state, "requirements"), [
          ["work", 1, "refused"],
          ["correct", 1, "completed"]
        ])
        const refused = rowsOf(state, "agentRun").find((run) => run.status === "refused")
        assert.include(
          (refused?.findings ?? []).map((finding) => finding.code),
          code
        )
      }).pipe(Effect.provide(MemoryFactory.layer({ answer })))
    })

  it.live("sends back a text that removes what is not there, and takes one that removes what is", () => {
    const text = (request: AgentRequest, path: string) => ({
      ...MemoryFactory.diligent(request),
      text: `${MemoryFactory.diligent(request).text}\n\n**Remove: ${path}**\n`
    })
    const answer = (request: AgentRequest) =>
      isStep(request, "requirements")
        ? text(request, "docs/nowhere.md")
        : request.call.step === "requirements"
          ? text(request, "docs/scope.md")
          : MemoryFactory.diligent(request)
    return Effect.gen(function* () {
      const state = yield* begun()

      const refused = rowsOf(state, "agentRun").find((run) => run.status === "refused")
      assert.deepStrictEqual(
        refused?.findings.map((finding) => [finding.code, finding.path]),
        [["nothing-to-remove", "docs/nowhere.md"]]
      )
      assert.strictEqual(rowOf(state, "file", "docs/nowhere.md"), undefined)
    }).pipe(Effect.provide(MemoryFactory.layer({ answer })))
  })

  it.live("is not asked again after a crash between its answer and the tree", () => {
    const world = MemoryFactory.makeWorld()
    const asked: Array<string> = []
    const answer = (request: AgentRequest) => {
      asked.push(request.call.runId)
      return withFolder(request)
    }
    return Effect.gen(function* () {
      const crashed = yield* Deferred.make<void>()
      const dying = (store: EventStore["Service"]): EventStore["Service"] => ({
        ...store,
        append: (request) =>
          request.events.some((event) => event.type === "AgentRunCompleted")
            ? Effect.andThen(Deferred.succeed(crashed, undefined), Effect.never)
            : store.append(request)
      })
      const life = yield* Effect.forkChild(
        begun().pipe(Effect.provide(MemoryFactory.layer({ world, answer, wrap: dying })))
      )
      yield* Deferred.await(crashed)
      yield* Fiber.interrupt(life)
      assert.deepStrictEqual(asked, ["G1.scope.1"])

      const end = yield* MemoryFactory.settled(rooms).pipe(
        Effect.provide(MemoryFactory.layer({ world, answer }))
      )

      assert.strictEqual(projectOf(end)?.status, "completed")
      assert.strictEqual(asked.filter((run) => run === "G1.scope.1").length, 1)
      const run = rowOf(end, "agentRun", "G1.scope.1")
      assert.strictEqual(run?.status, "completed")
      assert.isString(run?.files)
    })
  })

  it.live("keeps what it handed over among the contents of the project, for exports and erasures", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      const state = yield* begun()

      const answered = world.store.events.filter((event) => event.type === "AgentRunAnswered")
      const named = answered.flatMap((event) => namedBy(event))
      assert.includeMembers(
        named.map((digest) => digest as string),
        rowsOf(state, "agentRun").map((run) => run.files ?? "left out")
      )
    }).pipe(Effect.provide(MemoryFactory.layer({ world, answer: withFolder })))
  })
})
