/**
 * The laws of a factory run, checked from outside: the rows and contents are what the log says, and the outside was
 * touched once for each thing that the log asked of it.
 */
import { EventStore, type StoredEvent } from "@layercake/core/store/EventStore"
import type { MemoryDeployerState } from "@layercake/memory/MemoryDeployer"
import type { MemoryRepositoryState } from "@layercake/memory/MemoryRepository"
import * as Verification from "@layercake/runtime/verify/Verification"
import { Effect, Stream } from "effect"
import { breach, type Ledger } from "../ledger/Ledger.ts"

export const check = Effect.fnUntraced(function* (
  ledger: Ledger,
  outside: { readonly repository: MemoryRepositoryState; readonly deployer: MemoryDeployerState }
) {
  const store = yield* EventStore
  const log = yield* Stream.runCollect(store.readAll())
  const report = yield* Verification.verify()
  for (const { project, what, detail } of report.differences)
    breach(ledger, "diverged", `${project} ${what}: ${detail}`)
  for (const [run, keys] of ledger.effects)
    if (keys.size > 1) breach(ledger, "duplicated", `${run} was asked for under ${keys.size} keys`)

  for (const [intent, receipt, name] of brackets) {
    const asked = log.filter(({ type }) => type === intent)
    const got = log.filter(({ type }) => type === receipt)
    for (const event of got)
      if (got.filter((other) => sameThing(other, event, name)).length > 1)
        breach(ledger, "duplicated", `${receipt} ${event.stream} ${fieldOf(event, name)} more than once`)
    for (const event of got)
      if (!asked.some((other) => sameThing(other, event, name)))
        breach(ledger, "disorder", `${receipt} of ${event.stream} without its intent`)
  }
  count(ledger, "commits", log, "CommitMade", Array.from(outside.repository.values()).flat().length)
  count(ledger, "deployments", log, "DeploymentSucceeded", outside.deployer.size)
})

/** Intent, receipt, and the field that says what it is about. */
const brackets = [
  ["AgentRunStarted", "AgentRunAnswered", "runId"],
  ["BuildStarted", "BuildFinished", "buildId"],
  ["CommitStarted", "CommitMade", "key"],
  ["PushStarted", "PushFinished", "key"],
  ["DeploymentStarted", "DeploymentSucceeded", "key"]
] as const

const fieldOf = ({ data }: StoredEvent, name: string): unknown =>
  typeof data === "object" && data !== null ? (data as Readonly<Record<string, unknown>>)[name] : undefined

const sameThing = (a: StoredEvent, b: StoredEvent, name: string) =>
  a.stream === b.stream && fieldOf(a, name) === fieldOf(b, name)

/** As many on the outside as the log has receipts of. */
const count = (
  ledger: Ledger,
  what: string,
  log: ReadonlyArray<StoredEvent>,
  type: string,
  outside: number
) => {
  const inside = log.filter((event) => event.type === type).length
  if (inside !== outside)
    breach(
      ledger,
      outside > inside ? "duplicated" : "lost",
      `${outside} ${what} outside, ${inside} in the log`
    )
}
