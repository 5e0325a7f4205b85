/**
 * What answering operations on the registers comes to: the row of an entry, and a command that makes or changes one.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, type RowOf, rowOf } from "@layercake/core/project/ProjectState"
import type { HoldKind, Record } from "@layercake/core/register/Register"
import { EntryUnknown } from "@layercake/core/register/RegisterError"
import { Effect, Predicate } from "effect"
import { Commands } from "../command/Commands.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

type Register = "hold" | "risk" | "record" | "error"
type Kind = HoldKind | Record["kind"]

/** The row of one entry, or that there is none; of a register with several kinds, the kind has to be this one. */
export const rowIn = <Name extends Register>(
  state: ProjectState,
  name: Name,
  id: string,
  kind?: Kind
): Effect.Effect<RowOf<Name>, CommandRefused> => {
  const row = rowOf(state, name, id)
  const isOf =
    row !== undefined && (kind === undefined || (Predicate.hasProperty(row, "kind") && row.kind === kind))
  return isOf ? Effect.succeed(row) : Effect.fail(new CommandRefused({ reason: new EntryUnknown({ id }) }))
}

export const get = <Name extends Register>(project: ProjectId, name: Name, id: string, kind?: Kind) =>
  Effect.flatMap(find(project), ({ state }) => rowIn(state, name, id, kind))

/** The state right after the command; of a project that is there. */
export const order = Effect.fnUntraced(function* (project: ProjectId, command: FactoryCommand) {
  yield* find(project)
  const commands = yield* Commands
  const { actor } = yield* Session
  const { state } = yield* commands.execute(project, command, { actor })
  return state
})

/** The entry as it is after the command. */
export const change = Effect.fnUntraced(function* <Name extends Register>(
  { id, kind, name, project }: { project: ProjectId; name: Name; id: string; kind?: Kind },
  command: FactoryCommand
) {
  yield* get(project, name, id, kind)
  return yield* rowIn(yield* order(project, command), name, id, kind)
})

/** The one of these ids, `<kind>-<n>`, with the greatest number: right after it was made, the new one. */
export const newestOf = (ids: Iterable<string>, kind: string): string => {
  let most = 0
  for (const id of ids)
    if (id.startsWith(`${kind}-`)) most = Math.max(most, Number(id.slice(kind.length + 1)))
  return `${kind}-${most}`
}
