/**
 * A project of the memory factory in which two people say much, and everything that is kept anywhere as one text, to be
 * searched for what they said.
 */
import * as Grant from "@layercake/core/account/Grant"
import { assert } from "@effect/vitest"
import { type Actor, person } from "@layercake/core/actor/Actor"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { RejectGate } from "@layercake/core/gate/GateCommand"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import type { ProjectId } from "@layercake/core/project/Project"
import { PauseProject, ResumeProject } from "@layercake/core/project/ProjectCommand"
import * as StateForm from "@layercake/core/project/StateForm"
import { EntryId } from "@layercake/core/register/Register"
import {
  AddNote,
  CloseRisk,
  IdentifyRisk,
  KeepMemory,
  RaiseHold,
  RecordDecision,
  ResolveHold
} from "@layercake/core/register/RegisterCommand"
import { textOf } from "@layercake/core/store/BlobText"
import { Effect, Layer, type Schema } from "effect"
import { RpcTest } from "effect/rpc"
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { Commands } from "../../src/command/Commands.ts"
import * as Handlers from "../../src/operation/Handlers.ts"
import { HostInfo } from "../../src/operation/HostInfo.ts"
import { Session } from "../../src/operation/Session.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import { ada, approvalBy, begun, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

export const grace = person("grace")

/** In every text of Grace, and of nobody else. */
export const secret = "Lovelace-Street-12"

export const said = {
  rejection: `The scope forgets ${secret}, says Grace`,
  note: `A note about ${secret}`,
  decision: `Decided at ${secret}`,
  why: `Because "${secret}" is\nthe only "place"`,
  memory: `Remember ${secret}`,
  risk: `${secret} may burn down`,
  mitigation: `Leave ${secret}`,
  closing: `${secret} is safe`,
  query: `Who lives at ${secret}?`,
  detail: `Ask at ${secret}`,
  resolution: `Nobody lives at ${secret}`,
  pause: `Lunch at ${secret}`,
  comment: `Approved at ${secret}`,
  ada: "Ada says that it is well"
} as const

export const tell = Effect.fnUntraced(function* (command: FactoryCommand, actor: Actor, project = rooms) {
  const commands = yield* Commands
  return (yield* commands.execute(project, command, { actor })).state
})

/** Says everything that a person can, G1 being rejected, done again and approved on the way. */
export const told = Effect.gen(function* () {
  const state = yield* begun({ policy: { ...defaultPolicy, unattended: null } })
  const g1 = currentGate(state)?.gate ?? assert.fail("no gate waits")
  yield* tell(new AddNote({ text: said.note }), grace)
  yield* tell(new AddNote({ text: said.ada }), ada)
  yield* tell(new RecordDecision({ title: said.decision, reason: said.why }), grace)
  yield* tell(new KeepMemory({ text: said.memory }), grace)
  const risky = yield* tell(
    new IdentifyRisk({ title: said.risk, severity: "low", mitigation: said.mitigation }),
    grace
  )
  assert.isAtLeast(risky.version, 1)
  yield* tell(new CloseRisk({ id: EntryId.make("risk-2"), resolution: said.closing }), grace)
  yield* tell(new RaiseHold({ kind: "query", gate: null, title: said.query, detail: said.detail }), grace)
  yield* tell(new ResolveHold({ id: EntryId.make("query-1"), resolution: said.resolution }), grace)
  yield* tell(new RejectGate({ gate: g1, reason: said.rejection }), grace)
  const again = yield* MemoryFactory.settled(rooms)
  yield* tell(new PauseProject({ reason: said.pause }), grace)
  yield* tell(new ResumeProject(), grace)
  assert.strictEqual(currentGate(again)?.gate, g1)
  yield* tell(yield* approvalBy(grace, { accept: true, comment: said.comment }), grace)
  return yield* MemoryFactory.settled(rooms)
})

/** Texts that are kept, whoever typed them. */
export const textsIn = ({ store }: MemoryFactory.World) =>
  Array.from(store.blobs.values(), textOf).filter((text) => text.startsWith(`{"person":`))

/** All that is stored, and the state in memory. */
export const everything = Effect.fnUntraced(function* (
  { store }: MemoryFactory.World,
  project: ProjectId = rooms
) {
  const states = yield* ProjectStates
  const { blobs, events, jobs, receipts, snapshots, views } = store
  const state = yield* states.load(project)
  return {
    facts: canonicalJson([
      events,
      Array.from(receipts),
      Array.from(views),
      Array.from(snapshots),
      Array.from(jobs),
      StateForm.toJson(state)
    ] as unknown as Schema.Json),
    contents: Array.from(blobs.values(), textOf)
  }
})

/** What is left of Grace's words, besides what quotes them. */
export const traces = (world: MemoryFactory.World, project = rooms) =>
  Effect.map(everything(world, project), ({ contents, facts }) => ({
    inFacts: facts.includes(secret),
    typed: contents.filter((text) => text.startsWith(`{"person":"grace"`)).length
  }))

export const noTraces = { inFacts: false, typed: 0 }

/** Texts of Grace: all that was said less what Ada said. */
export const textsOfGrace = Object.keys(said).length - 1

const host = Layer.succeed(HostInfo, {
  version: "1.0.0",
  pid: 1,
  startedAt: Timestamp.make("2026-11-22T10:00:00.000Z"),
  works: false,
  model: null
})

/** The catalogue as its faces see it, asked by this actor. */
export const clientOf = (actor: Actor) =>
  Effect.provide(
    RpcTest.makeClient(Catalogue),
    Handlers.layer.pipe(
      Layer.provide(Layer.mergeAll(Layer.succeed(Session, { actor, grant: Grant.everything }), host))
    )
  )
