import { EvidenceDigest } from "@layercake/core/gate/Evidence"
import { Effect } from "effect"
import { bare, plainly, shown, submitted } from "../BareProject.ts"
import { fresh, rooms, waiting } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

export const gates: Examples<"gates"> = {
  "gates.list": plain({ project: rooms }),
  "gates.get": plain({ project: rooms, gate: "G3" }),
  "gates.current": plain({ project: waiting }),
  "gates.check": plain({ project: waiting, gate: "G1" }),
  "gates.history": plain({ project: rooms, gate: "G5" }),
  "gates.stats": plain({ project: rooms }),
  "gates.stamps": plain({ project: rooms }),
  "gates.load": plain({ limit: 2 }),
  "gates.open": (client) => Effect.map(bare(client), (project) => ({ project, gate: "A" })),
  "gates.submit": (client) =>
    Effect.gen(function* () {
      const project = yield* bare(client)
      yield* client["gates.open"]({ project, gate: "A" })
      return { project, gate: "A" }
    }),
  "gates.review": (client) => Effect.map(fresh(client), (project) => ({ project, gate: "G1" })),
  "gates.approve": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      const { review } = yield* client["gates.review"]({ project, gate: "G1" })
      return { project, gate: "G1", review: review.review, ...plainly, comment: "The scope is right." }
    }),
  "gates.approveMany": (client) =>
    Effect.gen(function* () {
      const [one, two] = [yield* shown(client), yield* shown(client)]
      return {
        approvals: [
          { ...one, ...plainly },
          { ...two, ...plainly }
        ] as const
      }
    }),
  "gates.pass": (client) =>
    Effect.gen(function* () {
      const project = yield* submitted(client)
      yield* client["gates.skip"]({ project, gate: "A", reason: "not needed" })
      yield* client["gates.open"]({ project, gate: "B" })
      const { gate } = yield* client["gates.submit"]({ project, gate: "B" })
      return { project, gate: "B", reviewed: gate.digest ?? EvidenceDigest.make("0".repeat(64)) }
    }),
  "gates.reject": (client) =>
    Effect.map(fresh(client), (project) => ({ project, gate: "G1", reason: "Name who may cancel." })),
  "gates.skip": (client) =>
    Effect.map(bare(client), (project) => ({ project, gate: "A", reason: "Not here." })),
  "gates.reopen": (client) =>
    Effect.map(fresh(client, rooms), (project) => ({ project, gate: "G2", reason: "The law has changed." }))
}
