/**
 * Keeps what people type outside of events and opens it again. A command is sealed before anything is decided on it, so
 * references alone reach events, rows, states, snapshots and exports; whoever shows or quotes something opens it last.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { typedIn, withTexts } from "@layercake/core/command/TypedText"
import {
  contentOf,
  fromContent,
  isTypist,
  opened,
  type PersonalText,
  referencesIn,
  referenceTo
} from "@layercake/core/event/PersonalText"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf, textOf } from "@layercake/core/store/BlobText"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Context, Effect, Layer, Option } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import * as Hex from "effect/encoding/Hex"
import * as StateView from "../project/StateView.ts"

/** A command without what was typed, and the contents that its references name. */
export interface SealedCommand {
  readonly command: FactoryCommand
  readonly contents: ReadonlyArray<string>
}

export class PersonalTexts extends Context.Service<
  PersonalTexts,
  {
    /** Writes nothing: the contents are kept with the events. */
    readonly seal: (command: FactoryCommand, actor: Actor) => Effect.Effect<SealedCommand>

    /** The same plain value with each reference in it replaced by its text, or by `[erased]`. */
    readonly open: <A>(value: A) => Effect.Effect<A, StoreUnavailable>

    /** None when it is gone, or something else. */
    readonly get: (digest: BlobDigest) => Effect.Effect<Option.Option<PersonalText>, StoreUnavailable>
  }
>()("@layercake/runtime/store/PersonalTexts") {}

/** Contents read at one time. */
const concurrency = 16

export const layer: Layer.Layer<PersonalTexts, never, BlobStore | SecureRandom.SecureRandom | Digest.Digest> =
  Layer.effect(
    PersonalTexts,
    Effect.gen(function* () {
      const blobs = yield* BlobStore
      const random = yield* SecureRandom.SecureRandom
      const digests = yield* Digest.Digest

      const plain = StateView.kept<true>()

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
              const content = contentOf({ person: actor.id, salt, text })
              const digest = BlobDigest.make(yield* digests.digestHex(Digest.sha256, bytesOf(content)))
              return { content, reference: [field, referenceTo(digest)] as const }
            })
          )
          return {
            command: withTexts(
              command,
              sealed.map(({ reference }) => reference)
            ),
            contents: sealed.map(({ content }) => content)
          }
        }),
        open: Effect.fnUntraced(function* (value) {
          if (plain.get(value) === true) return value
          const references = Array.from(referencesIn(value))
          if (references.length === 0) {
            plain.set(value, true)
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
