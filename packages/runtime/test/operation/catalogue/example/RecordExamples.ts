import { EntryId } from "@layercake/core/register/Register"
import { Effect } from "effect"
import { type Client, fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const id = (text: string) => EntryId.make(text)

const flood = { title: "A flood", severity: "critical", mitigation: "Sandbags" } as const
const decided = { title: "Postgres", reason: "One store is enough" }

/** A project of its own that another entry was made in. */
const risky = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  return { project, id: (yield* client["risks.identify"]({ project, ...flood })).id }
})
const deciding = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  return { project, id: (yield* client["decisions.record"]({ project, ...decided })).id }
})
const noted = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  return { project, id: (yield* client["notes.add"]({ project, text: "Rooms have windows" })).id }
})

const after =
  <Made, E, Rest>(make: (client: Client) => Effect.Effect<Made, E>, rest: Rest) =>
  (client: Client) =>
    Effect.map(make(client), (made) => ({ ...made, ...rest }))

export const risks: Examples<"risks"> = {
  "risks.list": plain({ project: rooms, severity: "high" }),
  "risks.get": plain({ project: rooms, id: id("risk-1") }),
  "risks.identify": (client) => Effect.map(fresh(client), (project) => ({ project, ...flood })),
  "risks.update": after(risky, { severity: "low" } as const),
  "risks.accept": after(risky, { reason: "We are on a hill" }),
  "risks.close": after(risky, { resolution: "We moved" })
}

export const decisions: Examples<"decisions"> = {
  "decisions.list": plain({ project: rooms, superseded: true }),
  "decisions.get": deciding,
  "decisions.record": (client) => Effect.map(fresh(client), (project) => ({ project, ...decided })),
  "decisions.supersede": after(deciding, { title: "Two stores", reason: "One is slow" }),
  "decisions.search": after((client) => Effect.map(deciding(client), ({ project }) => ({ project })), {
    text: "POSTGRES store"
  })
}

export const notes: Examples<"notes"> = {
  "notes.list": plain({ project: rooms }),
  "notes.get": noted,
  "notes.add": (client) =>
    Effect.map(fresh(client), (project) => ({ project, text: "Rooms have doors, too" })),
  "notes.edit": after(noted, { text: "Rooms have doors" }),
  "notes.remove": noted
}
