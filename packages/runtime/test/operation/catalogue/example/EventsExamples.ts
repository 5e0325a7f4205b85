import { ProjectId } from "@layercake/core/project/Project"
import { bytesOf } from "@layercake/core/store/BlobText"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Stream } from "effect"
import * as Export from "../../../../src/history/Export.ts"
import * as Intake from "../../../../src/intake/Intake.ts"
import * as MemoryFactory from "../../../MemoryFactory.ts"
import { ada, type Client, fresh, rooms, waiting } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

let count = 0

/** An export that was made elsewhere, and sent. */
const exported = Effect.fnUntraced(function* (client: Client) {
  count += 1
  const id = `brought-${count}`
  const project = ProjectId.make(id)
  const lines = yield* Effect.gen(function* () {
    yield* Intake.take({ brief: MemoryFactory.brief, project, policy: MemoryFactory.unattended }, ada)
    return yield* Stream.runCollect(Export.lines(project, {}))
  }).pipe(
    Effect.provide(MemoryFactory.layer({ workers: { concurrency: {} } }), { local: true }),
    Effect.scoped
  )
  const bytes = bytesOf(`${lines.join("\n")}\n`)
  return { id, parts: [yield* client["events.upload"]({ id, index: 0, bytes })] }
})

export const events: Examples<"events"> = {
  "events.list": plain({ project: rooms, limit: 5 }),
  "events.get": plain({ project: rooms, version: StreamVersion.make(1) }),
  "events.head": plain({ project: rooms }),
  "events.diff": (client) =>
    Effect.map(fresh(client, waiting), (other) => ({ project: waiting, other: ProjectId.make(other) })),
  "events.stream": plain({ project: rooms, follow: true }),
  "events.timeline": plain({ project: rooms }),
  "events.replay": plain({ project: rooms }),
  "events.verify": plain({ project: rooms }),
  "events.export": plain({ project: rooms }),
  "events.upload": plain({ id: "a part", index: 0, bytes: bytesOf("{}\n") }),
  "events.import": exported
}
