import { GateId } from "@layercake/core/gate/Gate"
import type { ProjectId } from "@layercake/core/project/Project"
import { EntryId } from "@layercake/core/register/Register"
import { Effect } from "effect"
import { type Client, fresh, rooms, waiting } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const g1 = GateId.make("G1")
const id = (text: string) => EntryId.make(text)

const raised = { title: "No key to the building", detail: "Ask the landlord", gate: g1 }

/** A project with one entry of each kind. */
const held = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  yield* client["blockers.raise"]({ project, ...raised })
  yield* client["queries.ask"]({ project, ...raised })
  yield* client["escalations.raise"]({ project, ...raised })
  return project
})

/** The same, and each is settled. */
const settled = Effect.fnUntraced(function* (client: Client) {
  const project = yield* held(client)
  yield* client["blockers.resolve"]({ project, id: id("blocker-1"), resolution: "He has one" })
  yield* client["queries.answer"]({ project, id: id("query-1"), resolution: "He has one" })
  yield* client["escalations.resolve"]({ project, id: id("escalation-1"), resolution: "He has one" })
  return project
})

const on =
  <Rest>(
    prepare: (client: Client) => Effect.Effect<ProjectId, { readonly _tag: string }, never>,
    rest: Rest
  ) =>
  (client: Client) =>
    Effect.map(prepare(client), (project) => ({ project, ...rest }))

export const blockers: Examples<"blockers"> = {
  "blockers.list": plain({ project: rooms, open: true, limit: 10 }),
  "blockers.get": on(held, { id: id("blocker-1") }),
  "blockers.raise": on(fresh, raised),
  "blockers.resolve": on(held, { id: id("blocker-1"), resolution: "He has one" }),
  "blockers.comment": on(held, { id: id("blocker-1"), text: "He is on holiday" }),
  "blockers.assign": on(held, { id: id("blocker-1"), to: "grace" }),
  "blockers.reopen": on(settled, { id: id("blocker-1"), reason: "It does not fit" }),
  "blockers.stats": plain({ project: waiting })
}

export const queries: Examples<"queries"> = {
  "queries.list": plain({ project: rooms }),
  "queries.get": on(held, { id: id("query-1") }),
  "queries.ask": on(fresh, { ...raised, title: "Who has a key?" }),
  "queries.answer": on(held, { id: id("query-1"), resolution: "Grace" }),
  "queries.comment": on(held, { id: id("query-1"), text: "Not I" }),
  "queries.route": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      yield* client["queries.ask"]({ project, ...raised, to: "orchestrator" })
      return { project, id: id("query-1"), reason: "It is about people" }
    }),
  "queries.reopen": on(settled, { id: id("query-1"), reason: "She lost it" }),
  "queries.stats": plain({ project: waiting })
}

export const escalations: Examples<"escalations"> = {
  "escalations.list": plain({ project: rooms, gate: g1 }),
  "escalations.get": on(held, { id: id("escalation-1") }),
  "escalations.raise": on(fresh, raised),
  "escalations.resolve": on(held, { id: id("escalation-1"), resolution: "Change the lock" }),
  "escalations.comment": on(held, { id: id("escalation-1"), text: "It costs" }),
  "escalations.assign": on(held, { id: id("escalation-1"), to: "grace" }),
  "escalations.reopen": on(settled, { id: id("escalation-1"), reason: "It costs too much" }),
  "escalations.stats": plain({ project: waiting })
}
