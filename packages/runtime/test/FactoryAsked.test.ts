/**
 * What people ask for outside of what a gate needs, done by the workers of a whole factory.
 */
import { assert, describe, it } from "@effect/vitest"
import { AskBuild } from "@layercake/core/build/AskedBuildCommand"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import {
  AskDeployment,
  AskPush,
  AskRedeployment,
  PromoteDeployment,
  SetVariable
} from "@layercake/core/deployment/DeploymentCommand"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import { scopeOf, VariableName } from "@layercake/core/deployment/Variable"
import { AskPullRequest, AskRelease } from "@layercake/core/forge/ForgeCommand"
import type { DeployRequest } from "@layercake/core/port/Deployer"
import { CommitSha } from "@layercake/core/port/Repository"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EventStore } from "@layercake/core/store/EventStore"
import { SecretStore } from "@layercake/core/store/SecretStore"
import { RefName } from "@layercake/core/tree/RefName"
import * as MemorySandbox from "@layercake/memory/MemorySandbox"
import { Effect, Redacted, Stream } from "effect"
import { Commands } from "../src/command/Commands.ts"
import { ProjectStates } from "../src/project/ProjectStates.ts"
import { ada, begun, isCompleted, rooms } from "./FactoryStory.ts"
import * as MemoryFactory from "./MemoryFactory.ts"

/** Asks, and waits until nothing that was asked for is under way. */
const ask = Effect.fnUntraced(function* (command: FactoryCommand) {
  const commands = yield* Commands
  const store = yield* EventStore
  const states = yield* ProjectStates
  yield* commands.execute(rooms, command, { actor: ada })
  yield* store.subscribe({ stream: rooms }).pipe(
    Stream.mapEffect(() => states.load(rooms)),
    Stream.takeUntil((state) => !isUnderWay(state)),
    Stream.runDrain
  )
  return yield* states.load(rooms)
})

const isUnderWay = (state: ProjectState) =>
  rowsOf(state, "askedBuild").some(({ status }) => status !== "ended") ||
  rowsOf(state, "deployment").some(({ status }) => status === "asked" || status === "started") ||
  rowsOf(state, "deployment").some(
    ({ health, status }) => status === "running" && health?.healthy !== true
  ) ||
  rowsOf(state, "pullRequest").some(({ status }) => status === "asked") ||
  rowsOf(state, "release").some(({ status }) => status === "asked")

const lastAt = (state: ProjectState, target: string) =>
  rowsOf(state, "deployment")
    .filter((row) => row.target === target)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1)!

describe("what people ask of a completed project", () => {
  it.live("is built step by step, with what was printed, and changes no proof", () =>
    Effect.gen(function* () {
      const before = yield* begun()
      assert.isTrue(isCompleted(before))

      const state = yield* ask(new AskBuild({ steps: ["test"] }))

      const row = rowOf(state, "askedBuild", "asked-1")
      assert.deepInclude(row, { status: "ended", tree: projectOf(state)!.tree!, isolated: true })
      assert.deepStrictEqual(
        row?.done.map(({ step }) => step),
        ["install", "build", "test"]
      )
      assert.deepStrictEqual(rowsOf(state, "proof"), rowsOf(before, "proof"))
      assert.isTrue(isCompleted(state))
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("ends a build at the step that fails, with the reason", () => {
    const mood = { broken: false }
    return Effect.gen(function* () {
      yield* begun()
      mood.broken = true
      const state = yield* ask(new AskBuild({ steps: ["build", "lint"] }))
      const row = rowOf(state, "askedBuild", "asked-1")
      assert.strictEqual(row?.outcome, "failed")
      assert.deepStrictEqual(
        row?.done.map(({ step }) => step),
        ["install", "build"]
      )
      assert.isTrue(isCompleted(state))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          sandbox: (command) =>
            mood.broken && command.argv.includes("build")
              ? MemorySandbox.byCommandLine({ [command.argv.join(" ")]: { exitCode: 1, output: "no" } })(
                  command
                )
              : MemoryFactory.sandbox(command)
        })
      )
    )
  })

  it.live("is pushed, requested and released", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begun()
      const base = RefName.make("main")
      const tag = RefName.make("v1.0.0")
      yield* ask(new AskPush({}))
      yield* ask(new AskPullRequest({ title: "Rooms", body: "Book them.", branch: null, base }))
      const state = yield* ask(new AskRelease({ tag, notes: "The first." }))

      assert.strictEqual(lastAt(state, "push").status, "pushed")
      const commit = CommitSha.make(lastAt(state, "push").detail!)
      assert.deepInclude(rowOf(state, "pullRequest", "request-1"), { status: "published", commit })
      assert.deepInclude(rowOf(state, "release", "v1.0.0"), { status: "published", commit })
      const remote = world.forge.get(rooms)
      assert.strictEqual(remote?.branches.get("layercake/request-1"), commit)
      // The forge gets the words, and the log has a reference to them.
      assert.deepInclude(remote?.tags.get("v1.0.0"), { commit, notes: "The first." })
      assert.match(rowOf(state, "release", "v1.0.0")?.notes ?? "", /^\[erasable:/)
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("is deployed with its variables, promoted, and brought back, and the log has no value", () => {
    const requests: Array<DeployRequest> = []
    return Effect.gen(function* () {
      yield* begun()
      const secrets = yield* SecretStore
      const name = VariableName.make("TOKEN")
      for (const target of ["staging", "production"] as const) {
        yield* secrets.put(scopeOf(rooms, target), name, Redacted.make(`s3cret of ${target}`))
        yield* ask(new SetVariable({ target, name }))
      }

      const staged = yield* ask(new AskDeployment({ target: "staging" }))
      const first = lastAt(staged, "staging")
      assert.deepInclude(first, { status: "running", tree: projectOf(staged)!.tree! })
      assert.strictEqual(first.health?.healthy, true)
      assert.strictEqual(Redacted.value(requests.at(-1)!.variables!["TOKEN"]!), "s3cret of staging")

      const promoted = yield* ask(new PromoteDeployment({}))
      assert.deepInclude(lastAt(promoted, "production"), { status: "running", tree: first.tree })
      assert.strictEqual(Redacted.value(requests.at(-1)!.variables!["TOKEN"]!), "s3cret of production")
      const production = rowsOf(promoted, "deployment").filter(({ target }) => target === "production")
      assert.lengthOf(
        production.filter(({ status }) => status === "running"),
        1
      )

      const again = yield* ask(new AskRedeployment({ key: first.key }))
      assert.notStrictEqual(lastAt(again, "staging").key, first.key)
      assert.strictEqual(rowOf(again, "deployment", first.key)?.status, "stopped")

      const store = yield* EventStore
      const texts = yield* store.readAll().pipe(
        Stream.map(({ data }) => canonicalJson(data)),
        Stream.runCollect
      )
      assert.isFalse(texts.some((text) => text.includes("s3cret")))
    }).pipe(
      Effect.provide(
        MemoryFactory.layer({
          deployer: (request) => {
            requests.push(request)
            return {}
          }
        })
      )
    )
  })

  it.live("says in its own row why it could not be deployed, and holds nothing", () =>
    Effect.gen(function* () {
      yield* begun()
      yield* ask(new SetVariable({ target: "staging", name: VariableName.make("LOST") }))
      const state = yield* ask(new AskDeployment({ target: "staging" }))
      const row = lastAt(state, "staging")
      assert.strictEqual(row.status, "failed")
      assert.include(row.detail, "LOST has no value")
      assert.deepStrictEqual(
        rowsOf(state, "hold").filter(({ open }) => open),
        []
      )
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("is stopped again when it does not answer", () => {
    const mood = { well: true }
    return Effect.gen(function* () {
      yield* begun()
      mood.well = false
      const state = yield* ask(new AskDeployment({ target: "staging" }))
      const row = lastAt(state, "staging")
      assert.strictEqual(row.health?.healthy, false)
      assert.deepInclude(row, { status: "stopped", detail: "it did not answer" })
    }).pipe(Effect.provide(MemoryFactory.layer({ deployer: () => ({ status: mood.well ? 200 : 503 }) })))
  })
})
