/**
 * Encodes what RPC answers. A view of a state that is still the same is encoded and written as JSON once, and each later
 * answer takes its text as it is.
 */
import * as StateView from "@layercake/runtime/project/StateView"
import { Effect, Exit, Predicate, Schema, SchemaGetter, SchemaParser } from "effect"
import type { RpcSerialization } from "effect/rpc"

type CodecFor = RpcSerialization.RpcSerialization["Service"]["codecFor"]

export interface KeptExit {
  readonly codecFor: CodecFor
  /** The line of an answer that is kept; undefined for any other message. */
  readonly lineOf: (message: unknown) => string | undefined
}

type Json = Schema.Codec<unknown, unknown>

export const make = (): KeptExit => {
  /** Of each encoded exit that is given again. */
  const texts = new WeakMap<object, string>()

  const keeping = (codec: Json) => {
    const encode = SchemaParser.encodeUnknownEffect(codec)
    const encoded = StateView.kept<object>()
    return Schema.Any.pipe(
      Schema.decodeTo(Schema.Any, {
        decode: SchemaGetter.transformEffect(SchemaParser.decodeUnknownEffect(codec)),
        encode: SchemaGetter.transformEffect((exit, options) => {
          const value = Exit.isExit(exit) && Exit.isSuccess(exit) ? exit.value : undefined
          const known = encoded.get(value)
          if (known === undefined)
            return Effect.map(encode(exit, options), (json) => {
              if (Predicate.isObject(json)) encoded.set(value, json)
              return json
            })
          if (!texts.has(known)) texts.set(known, JSON.stringify(known))
          return Effect.succeed(known)
        })
      })
    )
  }

  return {
    codecFor: (schema) => {
      const codec = Schema.toCodecJson(schema)
      return isOfExit(schema) ? (keeping(codec as unknown as Json) as unknown as typeof codec) : codec
    },
    lineOf: (message) => {
      if (!Predicate.hasProperty(message, "exit") || !Predicate.isObject(message.exit)) return undefined
      const text = texts.get(message.exit)
      if (text === undefined) return undefined
      const { exit: _, ...envelope } = message
      return `${JSON.stringify(envelope).slice(0, -1)},"exit":${text}}\n`
    }
  }
}

/** Of a whole answer. */
const isOfExit = (schema: Schema.Constraint): boolean =>
  Predicate.hasProperty(schema, "value") && Predicate.hasProperty(schema, "defect")
