/**
 * The ledger: one row for each agent run, and sums over the whole project, each gate, agent, purpose and model, the
 * repairs of each proof, and each month. What is held back for a call stands in the same rows until the call is settled.
 */
import { HashMap, Option, Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { AgentPurpose, AgentRunId } from "../agent/AgentCall.ts"
import { GateId } from "../gate/Gate.ts"
import { TokenUsage } from "../port/AgentExecutor.ts"
import * as Projection from "../projection/Projection.ts"
import { ProofKind } from "../proof/Proof.ts"
import { agentKey, gateKey, modelKey, monthKey, purposeKey, repairKey, total } from "./CostKey.ts"
import { monthOf } from "./PlanName.ts"

export { total } from "./CostKey.ts"

const Spent = Schema.Struct({
  usage: TokenUsage,
  /** Known cost in millionths of a US dollar. */
  microUsd: Schema.Int,
  /** Calls whose price is not known and that are missing in `microUsd`. */
  unpriced: Schema.Int,
  calls: Schema.Int
})
export type Spent = typeof Spent.Type

export const CostRow = Schema.Struct({
  /** The agent run, or what is summed: see `CostKey`. */
  id: Schema.NonEmptyString,
  /** The model; in sums the models, in order of first use, joined by commas. */
  model: Schema.String,
  ...Spent.fields,
  /** What is held back for calls that are on their way, by agent run. */
  reserved: Schema.Array(Schema.Struct({ runId: AgentRunId, microUsd: Schema.Int })),
  /** Agent runs begun. */
  runs: Schema.Int,
  /** What the agent run is for; null in sums. */
  run: Schema.NullOr(
    Schema.Struct({
      gate: GateId,
      agent: AgentName,
      purpose: AgentPurpose,
      /** The proof that it repairs, if it does. */
      kind: Schema.NullOr(ProofKind)
    })
  ),
  /** What the project that this one was forked from had spent by then. Counts there and not here; null without one. */
  inherited: Schema.NullOr(Spent)
})
export type CostRow = typeof CostRow.Type

export const nothing: Spent = {
  usage: { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 },
  microUsd: 0,
  unpriced: 0,
  calls: 0
}

export const sum = (a: Spent, b: Spent): Spent => ({
  usage: {
    inputTokens: a.usage.inputTokens + b.usage.inputTokens,
    outputTokens: a.usage.outputTokens + b.usage.outputTokens,
    cachedInputTokens: a.usage.cachedInputTokens + b.usage.cachedInputTokens
  },
  microUsd: a.microUsd + b.microUsd,
  unpriced: a.unpriced + b.unpriced,
  calls: a.calls + b.calls
})

/** Held back for calls that are on their way, in millionths of a US dollar. */
export const reservedIn = (row: CostRow | undefined): number =>
  row?.reserved.reduce((sum, { microUsd }) => sum + microUsd, 0) ?? 0

const empty = (id: string): CostRow => ({
  id,
  model: "",
  ...nothing,
  reserved: [],
  runs: 0,
  run: null,
  inherited: null
})

type Rows = Projection.Rows<CostRow>

const runOf = (rows: Rows, runId: string) => Option.getOrUndefined(HashMap.get(rows, runId))?.run ?? undefined

/** The rows that money of this run is counted in. */
const countedIn = (rows: Rows, runId: string, kind?: string): ReadonlyArray<string> => {
  const run = runOf(rows, runId)
  const proof = kind ?? run?.kind ?? undefined
  return run === undefined
    ? [runId, total]
    : [
        runId,
        total,
        gateKey(run.gate),
        agentKey(run.agent),
        purposeKey(run.purpose),
        ...(proof === undefined ? [] : [repairKey(run.gate, proof)])
      ]
}

const released = (row: CostRow, runId: string): CostRow["reserved"] =>
  row.reserved.some((held) => held.runId === runId)
    ? row.reserved.filter((held) => held.runId !== runId)
    : row.reserved

/** The call is not made any more, so nothing need be held back for it. */
const release = <E extends { readonly runId: AgentRunId }>() => ({
  keys: (event: E, rows: Rows) =>
    Option.getOrUndefined(HashMap.get(rows, event.runId))?.reserved.length
      ? countedIn(rows, event.runId)
      : [],
  evolve: (row: CostRow | undefined, event: E) => row && { ...row, reserved: released(row, event.runId) }
})

/** The repairs of a gate begin anew, with all of their ceiling. What is held back stays so until it is settled. */
const startHealsAfresh = (rows: Rows, gate: string): ReadonlyArray<string> =>
  Array.from(HashMap.keys(rows)).filter((key) => key.startsWith(repairKey(gate, "")))
const afresh = (row: CostRow | undefined): CostRow | undefined =>
  row === undefined || row.reserved.length === 0 ? undefined : { ...empty(row.id), reserved: row.reserved }

export const costBoard = Projection.make<CostRow>(
  "cost",
  CostRow,
  {
    AgentRunStarted: {
      keys: ({ agent, gate, purpose, runId }, _rows, fact) => [
        runId,
        total,
        gateKey(gate),
        agentKey(agent),
        purposeKey(purpose),
        monthKey(monthOf(fact.at))
      ],
      evolve: (row, { agent, gate, purpose, runId }, _fact, key) => {
        const before = row ?? empty(key)
        return {
          ...before,
          runs: before.runs + 1,
          run: key === runId ? { gate, agent, purpose, kind: null } : null
        }
      }
    },
    CostReserved: {
      keys: (event, rows) => countedIn(rows, event.runId, event.kind),
      evolve: (row, { kind, microUsd, runId }, _fact, key) => {
        const before = row ?? empty(key)
        return {
          ...before,
          reserved: [...released(before, runId), { runId, microUsd }],
          run: before.run && { ...before.run, kind: kind ?? null }
        }
      }
    },
    CostRecorded: {
      keys: (event, rows) => [...countedIn(rows, event.runId), modelKey(event.model)],
      evolve: (row, event, _fact, key) => {
        const before = row ?? empty(key)
        const models = before.model === "" ? [] : before.model.split(", ")
        const { microUsd, model, runId, usage } = event
        return {
          ...before,
          model: models.includes(model) ? before.model : [...models, model].join(", "),
          ...sum(before, { usage, microUsd: microUsd ?? 0, unpriced: microUsd === null ? 1 : 0, calls: 1 }),
          reserved: released(before, runId)
        }
      }
    },
    AgentRunFailed: release(),
    AgentRunCancelled: release(),
    GateUnblocked: {
      keys: (event, rows) => (event.resumes === true ? [] : startHealsAfresh(rows, event.gate)),
      evolve: afresh
    },
    GateReopened: { keys: (event, rows) => startHealsAfresh(rows, event.gate), evolve: afresh },
    ProjectForked: {
      keys: (_event, rows) => Array.from(HashMap.keys(rows)),
      evolve: (row) =>
        row && { ...row, ...nothing, reserved: [], runs: 0, inherited: sum(row, row.inherited ?? nothing) }
    }
  },
  { fold: 2 }
)
