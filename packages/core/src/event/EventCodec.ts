/**
 * Between events as the core knows them and as the store keeps them: type, schema version, JSON.
 * Old shapes are lifted here, one version at a time; a stored shape never changes its meaning.
 */
import { Result, Schema } from "effect"
import type { NewEvent, StoredEvent } from "../store/EventStore.ts"
import type { EventMetadata } from "./EventMetadata.ts"
import { type EventType, FactoryEvent } from "./FactoryEvent.ts"

/** From one schema version of a type's JSON to the next. */
export type Upcaster = (data: Schema.Json) => Schema.Json

/**
 * Upcasters by type, the first from version 1 to 2 and so on. The current version of a type is the length plus one.
 */
export const upcasters: { readonly [Type in EventType]?: ReadonlyArray<Upcaster> } = {}

export const schemaVersionOf = (type: EventType): number => (upcasters[type]?.length ?? 0) + 1

/** The log holds something that this release of LayerCake cannot read. */
export class EventUnreadable extends Schema.TaggedError<EventUnreadable>()("EventUnreadable", {
  stream: Schema.String,
  version: Schema.Int,
  type: Schema.String,
  schemaVersion: Schema.Int,
  detail: Schema.String
}) {
  readonly isRetryable = false
  override get message() {
    return (
      `Event ${this.version} of ${this.stream} (${this.type}, schema version ${this.schemaVersion}) cannot be read: ` +
      `${this.detail}. It may have been written by a newer release of LayerCake; use that release or a newer one.`
    )
  }
}

/** An event with its place and circumstances, as folds see it. */
export interface Fact<E extends FactoryEvent = FactoryEvent> extends Pick<EventMetadata, "actor" | "at"> {
  readonly event: E
  /** Place in the project's stream, from 1. */
  readonly version: number
}

const codecs: ReadonlyMap<
  string,
  {
    readonly decode: (data: unknown) => Result.Result<FactoryEvent, Schema.SchemaError>
    readonly encode: (event: unknown) => Schema.Json
  }
> = new Map(
  FactoryEvent.members.map((member) => [
    member.fields._tag.schema.literal,
    {
      decode: Schema.decodeUnknownResult(member as Schema.Codec<FactoryEvent>),
      encode: Schema.encodeUnknownSync(Schema.toCodecJson(member as Schema.Codec<FactoryEvent>))
    }
  ])
)

export const encode = (event: FactoryEvent, metadata: EventMetadata): NewEvent => ({
  type: event._tag,
  schemaVersion: schemaVersionOf(event._tag),
  data: withoutTag(codecs.get(event._tag)!.encode(event)),
  metadata
})

/** The type stands in its own column. */
const withoutTag = (data: Schema.Json): Schema.Json => {
  const { _tag: _, ...rest } = data as { readonly [key: string]: Schema.Json }
  return rest
}

export const decode = (stored: StoredEvent): Result.Result<Fact, EventUnreadable> => {
  const unreadable = (detail: string) =>
    Result.fail(
      new EventUnreadable({
        stream: stored.stream,
        version: stored.version,
        type: stored.type,
        schemaVersion: stored.schemaVersion,
        detail
      })
    )
  const codec = codecs.get(stored.type)
  if (codec === undefined) return unreadable("no such event type")

  const lifts = upcasters[stored.type as EventType] ?? []
  if (stored.schemaVersion > lifts.length + 1)
    return unreadable(`the newest known schema version is ${lifts.length + 1}`)

  const data = lifts.slice(stored.schemaVersion - 1).reduce((data, lift) => lift(data), stored.data)
  const event = codec.decode({ ...(data as object), _tag: stored.type })
  if (Result.isFailure(event)) return unreadable(event.failure.message)
  return Result.succeed({
    event: event.success,
    actor: stored.metadata.actor,
    at: stored.metadata.at,
    version: stored.version
  })
}
