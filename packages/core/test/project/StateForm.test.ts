/**
 * What the folds make of the frozen events is frozen too: rows and snapshots that were stored are read as what the folds
 * of today would make. Whoever changes a fold raises its version, so that everything stored is made anew.
 */
import { assert, describe, it } from "@effect/vitest"
import { system } from "@layercake/core/actor/Actor"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { EventHash } from "@layercake/core/event/EventChain"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { evolve, initialState, projectionNames, projections } from "@layercake/core/project/ProjectState"
import * as StateForm from "@layercake/core/project/StateForm"
import { applyInto, type Projection, type RowChange, type Rows } from "@layercake/core/projection/Projection"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Position, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, HashMap, Result, type Schema } from "effect"
import { Digest } from "effect/crypto"
import samples from "../event/sample/stored-events.json" with { type: "json" }
import frozen from "./sample/folds.json" with { type: "json" }

const events: Readonly<Record<string, Readonly<Record<string, Schema.Json>>>> = samples
const folds: Readonly<
  Record<
    string,
    {
      readonly fold: number
      readonly digest: string
      /** Events that this fold alone is given besides: so a new event changes no other entry. */
      readonly with?: ReadonlyArray<string>
    }
  >
> = frozen.folds

/** Each frozen event, and then each once more, so that they meet the rows that they made. */
const names = (projection: string) => {
  const besides = folds[projection]?.with ?? []
  return [...frozen.events, ...frozen.events, ...besides, ...besides]
}

const factOf = (name: string, index: number) => {
  const [type = "", schemaVersion = ""] = name.split("@")
  return Result.getOrThrow(
    EventCodec.decode({
      position: Position.make(index + 1),
      stream: ProjectId.make("frozen"),
      version: StreamVersion.make(index + 1),
      type,
      schemaVersion: Number(schemaVersion),
      data: events[type]![schemaVersion]!,
      metadata: {
        actor: system,
        at: Timestamp.make(`2026-11-22T10:00:00.${String(index).padStart(3, "0")}Z`),
        commandId: CommandId.make("frozen")
      },
      hash: EventHash.make("0".repeat(64))
    })
  )
}

const facts = names("").map(factOf)

/** Every row as it was after each event that changed it. */
const madeBy = (projection: Projection<unknown>): ReadonlyArray<RowChange> => {
  const changes: Array<RowChange> = []
  let rows: Rows<unknown> = HashMap.empty()
  for (const fact of names(projection.name).map(factOf)) rows = applyInto(projection, rows, fact, changes)
  return changes.map((change) => ({ ...change, row: change.row ?? null }))
}

describe("the form of states", () => {
  it.effect("is another as soon as a fold makes something else of the same events", () =>
    Effect.gen(function* () {
      const digest = yield* Digest.Digest
      const problems: Array<string> = []
      for (const name of projectionNames) {
        const projection = projections[name] as unknown as Projection<unknown>
        const made = madeBy(projection)
        assert.isNotEmpty(made, `no frozen event reaches ${name}`)
        const text = canonicalJson(made as unknown as Schema.Json)
        const now = { fold: projection.fold, digest: yield* digest.digestHex(Digest.sha256, bytesOf(text)) }
        const then = folds[name]
        const entry = `put ${canonicalJson({ [name]: now })} into test/project/sample/folds.json`
        if (then === undefined) problems.push(`${name} is new: ${entry}`)
        else if (then.fold !== now.fold) problems.push(`${name} has another fold: ${entry}`)
        else if (then.digest !== now.digest)
          problems.push(
            `${name} makes other rows of the same events: raise its fold to ${now.fold + 1} in Projection.make, then ${entry.replace(`"fold":${now.fold}`, `"fold":${now.fold + 1}`)}`
          )
      }
      assert.deepStrictEqual(problems, [])
    }).pipe(Effect.provide(Digest.layerWebCrypto))
  )

  it("names every projection of the state with its fold", () => {
    for (const { fold, name } of Object.values(projections).filter(({ entries }) => !entries))
      assert.include(StateForm.stateForm.split(" "), `${name}.${fold}`)
  })

  it("reads back what it wrote, and nothing else", () => {
    const state = facts.reduce(evolve, initialState)
    const json = StateForm.toJson(state)
    assert.deepStrictEqual(StateForm.toJson(StateForm.fromJson(json)!), json)
    for (const other of [
      null,
      1,
      "state",
      [],
      {},
      { version: 1, at: null },
      { version: 1, at: null, rows: { gate: [] } }
    ])
      assert.isUndefined(StateForm.fromJson(other))
  })
})
