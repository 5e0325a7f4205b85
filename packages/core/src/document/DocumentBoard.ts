/**
 * Four projections of what the tree holds for people: documents, specifications, designs and deliverables, by path.
 */
import type { Fact } from "../event/EventCodec.ts"
import * as Projection from "../projection/Projection.ts"
import { Design, Document } from "./Document.ts"
import type {
  DeliverableRecorded,
  DesignProposed,
  DocumentWritten,
  SpecificationRecorded
} from "./DocumentEvent.ts"

export const documentBoard = Projection.make<Document>("document", Document, {
  DocumentWritten: Projection.put(
    (event) => event.path,
    (event, fact) => rowOf(event.kind, event, fact)
  )
})

export const specificationBoard = Projection.make<Document>("specification", Document, {
  SpecificationRecorded: Projection.put(
    (event) => event.path,
    (event, fact) => rowOf(event.kind, event, fact)
  )
})

export const deliverableBoard = Projection.make<Document>("deliverable", Document, {
  DeliverableRecorded: Projection.put(
    (event) => event.path,
    (event, fact) => rowOf(event.kind, event, fact)
  )
})

export const designBoard = Projection.make<Design>("design", Design, {
  DesignProposed: Projection.put(
    (event) => event.path,
    (event, fact) => ({
      ...rowOf("design", event, fact),
      chosen: false
    })
  ),
  DesignChosen: {
    keys: (_event, rows) => Array.from(rows, ([key]) => key),
    evolve: (row, event) => row && { ...row, chosen: row.path === event.path }
  }
})

const rowOf = (
  kind: string,
  event: DocumentWritten | SpecificationRecorded | DesignProposed | DeliverableRecorded,
  fact: Fact
): Document => ({
  path: event.path,
  kind,
  digest: event.digest,
  version: event.version,
  gate: event.gate,
  updatedAt: fact.at
})
