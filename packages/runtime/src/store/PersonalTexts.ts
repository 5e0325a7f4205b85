/**
 * Keeps what people type outside of events and opens it again. A command is sealed before anything is decided on it, so
 * references alone reach events, rows, states, snapshots and exports; whoever shows or quotes something opens it last.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { typedIn, withTexts } from "@layercake/core/command/TypedText"
import type { EventMetadata } from "@layercake/core/event/EventMetadata"
import {
  contentOf,
  fromContent,
  isTypist,
  opened,
  type PersonalText,
  referencesIn,
  referenceTo
} from "@layercake/core/event/PersonalText"
import type { ProjectId } from "@layercake/core/project/Project"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf, textOf } from "@layercake/core/store/BlobText"
import { ReadModelStore, type ViewWrite, writeRows } from "@layercake/core/store/ReadModelStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Context, Effect, Layer, Option } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import * as Hex from "effect/encoding/Hex"
import { isView } from "../project/StateView.ts"
import * as TextNote from "./TextNote.ts"

/** A command without what was typed, and the contents that its references name. */
export interface SealedCommand {
  readonly command: FactoryCommand
  readonly contents: ReadonlyArray<{ readonly digest: BlobDigest; readonly bytes: Uint8Array }>
}

export class PersonalTexts extends Context.Service<
  PersonalTexts,
  {
    /** Writes nothing yet. */
    readonly seal: (command: FactoryCommand, actor: Actor) => Effect.Effect<SealedCommand>

    /**
     * Keeps the contents, and before that a note of each, so that a crash leaves none that erasure cannot find. Gives the
     * rows that take the notes away, to be written in one transaction with the events.
     */
    readonly keep: (
      project: ProjectId,
      sealed: SealedCommand,
      metadata: EventMetadata
    ) => Effect.Effect<ReadonlyArray<ViewWrite>, StoreUnavailable>

    /** For a command that came to nothing after its contents were kept. */
    readonly discard: (project: ProjectId, sealed: SealedCommand) => Effect.Effect<void, StoreUnavailable>

    /** The same plain value with each reference in it replaced by its text, or by `[erased]`. */
    readonly open: <A>(value: A) => Effect.Effect<A, StoreUnavailable>

    /** None when it is gone, or something else. */
    readonly get: (digest: BlobDigest) => Effect.Effect<Option.Option<PersonalText>, StoreUnavailable>
  }
>()("@layercake/runtime/store/PersonalTexts") {}

/** Contents read at one time. */
const concurrency = 16

export const layer: Layer.Layer<
  PersonalTexts,
  never,
  BlobStore | ReadModelStore | SecureRandom.SecureRandom | Digest.Digest
> = Layer.effect(
  PersonalTexts,
  Effect.gen(function* () {
    const blobs = yield* BlobStore
    const views = yield* ReadModelStore
    const random = yield* SecureRandom.SecureRandom
    const digests = yield* Digest.Digest

    /** Views without a reference. */
    const plain = new WeakSet<object>()

    const get = (digest: BlobDigest) =>
      Effect.map(
        blobs.get(digest),
        Option.flatMap((bytes) => fromContent(textOf(bytes)))
      )

    return PersonalTexts.of({
      seal: Effect.fnUntraced(function* (command, actor) {
        const typed = isTypist(actor.kind) ? typedIn(command) : []
        if (typed.length === 0) return { command, contents: [] }
        const sealed = yield* Effect.forEach(
          typed,
          Effect.fnUntraced(function* ([field, text]) {
            const salt = Hex.encode(yield* random.randomBytes(16))
            const bytes = bytesOf(contentOf({ person: actor.id, salt, text }))
            const digest = BlobDigest.make(yield* digests.digestHex(Digest.sha256, bytes))
            return { field, digest, bytes }
          })
        )
        const references = sealed.map(({ digest, field }) => [field, referenceTo(digest)] as const)
        return { command: withTexts(command, references), contents: sealed }
      }),
      keep: Effect.fn("PersonalTexts.keep")(function* (project, { contents }, { actor, at }) {
        if (contents.length === 0) return []
        const notes = contents.map(({ digest }) => TextNote.write(project, digest, { person: actor.id, at }))
        yield* writeRows(views, notes)
        yield* Effect.forEach(contents, ({ bytes }) => blobs.put(bytes), { discard: true, concurrency })
        return contents.map(({ digest }) => TextNote.removal(project, digest))
      }),
      discard: Effect.fn("PersonalTexts.discard")(function* (project, { contents }) {
        yield* Effect.forEach(contents, ({ digest }) => blobs.remove(digest), { discard: true, concurrency })
        yield* writeRows(
          views,
          contents.map(({ digest }) => TextNote.removal(project, digest))
        )
      }),
      open: Effect.fnUntraced(function* (value) {
        if (isView(value) && plain.has(value)) return value
        const references = Array.from(referencesIn(value))
        if (references.length === 0) {
          if (isView(value)) plain.add(value)
          return value
        }
        const texts = yield* Effect.forEach(
          references,
          (digest) =>
            Effect.map(
              get(digest),
              Option.map(({ text }) => [digest, text] as const)
            ),
          { concurrency }
        )
        return opened(value, new Map(texts.flatMap(Option.toArray)))
      }),
      get
    })
  })
)
