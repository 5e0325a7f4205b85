/**
 * The JSON Lines that a project is exported to: a header, every event in order of version, every content the events
 * name, and a footer by which a file that was cut is known.
 *
 *     {"header":{"format":"layercake-log","version":1,"project":"rooms","contents":true}}
 *     {"event":{"position":1,"stream":"rooms","version":1,"type":"ProjectCreated",...,"hash":"..."}}
 *     {"content":{"digest":"...","bytes":"<base64>"}}
 *     {"missing":{"digest":"..."}}
 *     {"footer":{"events":120,"contents":60,"missing":0,"head":"<hash of the last event>"}}
 */
import { Schema } from "effect"
import { EventHash } from "../event/EventChain.ts"
import { ProjectId } from "../project/Project.ts"
import { BlobDigest } from "../store/Blob.ts"
import { StoredEvent } from "../store/EventStore.ts"

export const format = "layercake-log"
export const formatVersion = 1

export const ExportHeader = Schema.Struct({
  format: Schema.Literal(format),
  version: Schema.Literal(formatVersion),
  project: ProjectId,
  /** Whether contents follow the events. */
  contents: Schema.Boolean
})

/** As it was stored. The position is of the log it was exported from and means nothing elsewhere. */
export const EventLine = Schema.Struct({ event: StoredEvent })

export const ContentLine = Schema.Struct({
  content: Schema.Struct({ digest: BlobDigest, bytes: Schema.Uint8ArrayFromBase64 })
})

/** The events name it, and it was not there to be exported: it was erased, or lost. */
export const MissingLine = Schema.Struct({ missing: Schema.Struct({ digest: BlobDigest }) })

export const ExportFooter = Schema.Struct({
  events: Schema.Int,
  contents: Schema.Int,
  missing: Schema.Int,
  head: EventHash
})
export type ExportFooter = typeof ExportFooter.Type

export const ExportLine = Schema.Union([
  Schema.Struct({ header: ExportHeader }),
  EventLine,
  ContentLine,
  MissingLine,
  Schema.Struct({ footer: ExportFooter })
])
export type ExportLine = typeof ExportLine.Type

/** One line of text, without its line end. */
export const ExportText = Schema.fromJsonString(ExportLine)
