/**
 * Answers the operations on proofs.
 */
import * as EventCodec from "@layercake/core/event/EventCodec"
import { type ProofComparison, ProofOperations } from "@layercake/core/operation/ProofOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import type { Diagnostic, ProofKind } from "@layercake/core/proof/Proof"
import { proofKey, type ProofRow } from "@layercake/core/proof/ProofBoard"
import { RequestProof } from "@layercake/core/proof/ProofCommand"
import { ProofUnknown } from "@layercake/core/proof/ProofError"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import type { TreeDigest } from "@layercake/core/tree/Tree"
import { Effect, Stream } from "effect"
import { Commands } from "../command/Commands.ts"
import * as OutputReading from "./OutputReading.ts"
import { find } from "./ProjectHandlers.ts"
import * as ProofCheck from "./ProofCheck.ts"
import { Session } from "./Session.ts"

/** Proofs on a page when nothing is said. */
const usual = 100

const get = Effect.fnUntraced(function* (project: ProjectId, kind: ProofKind, tree?: TreeDigest) {
  const { row, state } = yield* find(project)
  const wanted = tree ?? row.tree
  const proof = wanted === null ? undefined : rowOf(state, "proof", proofKey(kind, wanted))
  return { state, proof: proof ?? (yield* new ProofUnknown({ kind, tree: wanted })) }
})

const sideOf = ({ counts, outcome, summary, tree }: ProofRow) => ({ tree, outcome, summary, counts })

const sameText = ({ message, path, rule }: Diagnostic) => `${rule ?? ""}\n${path ?? ""}\n${message}`

/** Lines move when files change, so they do not make two diagnostics different. */
const without = (found: ReadonlyArray<Diagnostic>, others: ReadonlyArray<Diagnostic>) => {
  const known = new Set(others.map(sameText))
  return found.filter((diagnostic) => !known.has(sameText(diagnostic)))
}

const compared = (before: ProofRow, after: ProofRow): ProofComparison => {
  const names = Array.from(new Set([...Object.keys(before.counts), ...Object.keys(after.counts)])).toSorted()
  const counts = names.flatMap((name) => {
    const difference = (after.counts[name] ?? 0) - (before.counts[name] ?? 0)
    return difference === 0 ? [] : [[name, difference] as const]
  })
  return {
    before: sideOf(before),
    after: sideOf(after),
    counts: Object.fromEntries(counts),
    fixed: without(before.diagnostics, after.diagnostics),
    added: without(after.diagnostics, before.diagnostics)
  }
}

/** Every proof that was recorded after a version, from the log: rows hold the latest alone. */
const recorded = Effect.fnUntraced(function* (
  project: ProjectId,
  kind: ProofKind | undefined,
  after: number,
  most: number
) {
  const store = yield* EventStore
  // The greatest version there can be has none after it.
  const from = StreamVersion.make(Math.min(after, Number.MAX_SAFE_INTEGER - 1) + 1)
  return yield* store.readStream(project, { from }).pipe(
    Stream.filter(({ type }) => type === "ProofRecorded"),
    Stream.mapEffect((stored) =>
      Effect.map(Effect.fromResult(EventCodec.decode(stored)), (fact) => ({ stored, fact }))
    ),
    Stream.flatMap(({ fact: { event }, stored }) =>
      event._tag === "ProofRecorded" && (kind === undefined || event.proof.kind === kind)
        ? Stream.make({
            version: stored.version,
            at: stored.metadata.at,
            gate: event.gate,
            kind: event.proof.kind,
            tree: event.proof.tree,
            outcome: event.proof.outcome,
            summary: event.proof.summary
          })
        : Stream.empty
    ),
    Stream.take(most),
    Stream.runCollect
  )
})

export const layer = ProofOperations.toLayer({
  "proofs.list": ({ gate, kind, project, tree }) =>
    Effect.map(find(project), ({ state }) =>
      rowsOf(state, "proof")
        .filter((proof) => gate === undefined || proof.gate === gate)
        .filter((proof) => kind === undefined || proof.kind === kind)
        .filter((proof) => tree === undefined || proof.tree === tree)
        .toSorted((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1))
    ),
  "proofs.get": ({ kind, project, tree }) => Effect.map(get(project, kind, tree), ({ proof }) => proof),
  "proofs.output": ({ kind, project, tree, ...wanted }) =>
    Effect.flatMap(get(project, kind, tree), ({ proof }) =>
      OutputReading.page(`the proof ${proof.proofId}`, proof.output, wanted)
    ),
  "proofs.verify": ({ kind, project, tree }) =>
    Effect.flatMap(get(project, kind, tree), ({ proof, state }) => ProofCheck.check(project, state, proof)),
  "proofs.request": ({ kind, project }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new RequestProof({ kind }), { actor })
      const gate = currentGate(state)?.gate
      const tree = projectOf(state)?.tree ?? null
      return gate === undefined || tree === null
        ? yield* new ProofUnknown({ kind, tree }).pipe(Effect.orDie)
        : { gate, kind, tree }
    }),
  "proofs.compare": ({ after, before, kind, project }) =>
    Effect.gen(function* () {
      const earlier = yield* get(project, kind, before)
      const later = yield* get(project, kind, after)
      return compared(earlier.proof, later.proof)
    }),
  "proofs.history": ({ after, kind, limit = usual, project }) =>
    Effect.gen(function* () {
      yield* find(project)
      const found = yield* recorded(project, kind, after ?? 0, limit + 1)
      const proofs = found.slice(0, limit)
      return { proofs, next: found.length > limit ? (proofs.at(-1)?.version ?? null) : null }
    })
})
