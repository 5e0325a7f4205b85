import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { bytesOf } from "@layercake/core/store/BlobText"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { Effect } from "effect"
import * as MemoryFactory from "../../../MemoryFactory.ts"
import { fresh, rooms, waiting } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const version = (version: number) => ({ version: StreamVersion.make(version) })
const brief = MemoryFactory.brief

let count = 0
/** An id that no other example has. */
const unused = (name: string) => ProjectId.make(`${name}-${(count += 1)}`)

export const projects: Examples<"projects"> = {
  "projects.create": () =>
    Effect.sync(() => ({ brief, project: unused("created"), policy: defaultPolicy, start: false })),
  "projects.get": plain({ project: rooms }),
  "projects.list": plain({ status: "active", limit: 2 }),
  "projects.update": (client) =>
    Effect.map(fresh(client), (project) => ({ project, title: "Booking rooms" })),
  "projects.archive": (client) => Effect.map(fresh(client), (project) => ({ project })),
  "projects.restore": (client) =>
    Effect.gen(function* () {
      const project = yield* fresh(client)
      yield* client["projects.archive"]({ project })
      return { project }
    }),
  "projects.policy": (client) =>
    Effect.map(fresh(client), (project) => ({ project, policy: { ...defaultPolicy, reviewHours: 2 } })),
  "projects.state": plain({ project: rooms, at: version(20), projections: ["gate", "task"] }),
  "projects.history": plain({ project: rooms, limit: 5, newest: true }),
  "projects.import": () =>
    Effect.sync(() => ({
      brief,
      project: unused("imported"),
      start: false,
      files: [
        { path: "package.json", bytes: bytesOf(`{"name":"old"}`) },
        { path: "src/main.js", bytes: bytesOf("export const answer = 42\n") }
      ] as const
    })),
  "projects.at": plain({ project: rooms, at: version(20) }),
  "projects.diff": plain({ project: rooms, from: version(20), to: version(40) }),
  "projects.fork": () =>
    Effect.sync(() => ({ project: waiting, at: version(3), id: unused("forked"), title: "Another way" }))
}
