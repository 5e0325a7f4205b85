/**
 * The catalogue as faces over HTTP see it: each operation with its marks and its codecs, compiled once.
 */
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { type OperationInfo, OperationMark, toolsetOf } from "@layercake/core/operation/OperationMark"
import { Context, type Effect, Schema } from "effect"
import { type Rpc, type RpcGroup, RpcSchema } from "effect/rpc"

export type Operations = RpcGroup.Rpcs<typeof Catalogue>
export type OperationName = Operations["_tag"]

/** How operations fail: with errors of their own, which those who answer encode by its schema. */
export interface OperationFailure {
  readonly _tag: string
  readonly message: string
}

/** A schema of the catalogue needs no services to decode or encode. */
type Plain = Schema.Codec<unknown, unknown>

export interface OperationEntry {
  readonly rpc: Rpc.AnyWithProps
  readonly tag: string
  readonly toolset: string
  /** Within the toolset. */
  readonly name: string
  readonly mark: OperationInfo
  readonly isStream: boolean
  /** It takes nothing. */
  readonly isBare: boolean
  /** It answers nothing. */
  readonly isSilent: boolean
  /** As JSON: what it takes, what it answers or delivers, how it fails. */
  readonly payload: Plain
  readonly success: Plain
  readonly failure: Plain
  readonly decode: (json: unknown) => Effect.Effect<unknown, Schema.SchemaError>
  readonly encode: (answer: unknown) => Effect.Effect<Schema.Json, Schema.SchemaError>
  readonly encodeFailure: (error: unknown) => Effect.Effect<Schema.Json, Schema.SchemaError>
}

/** All mistakes are told, and a field that nothing takes is one. */
export const strict = { errors: "all", onExcessProperty: "error" } as const

const entryOf = (rpc: Rpc.AnyWithProps): OperationEntry => {
  const isStream = RpcSchema.isStreamSchema(rpc.successSchema)
  const answered: Schema.Constraint = RpcSchema.isStreamSchema(rpc.successSchema)
    ? rpc.successSchema.success
    : rpc.successSchema
  const payload = Schema.toCodecJson(rpc.payloadSchema) as unknown as Plain
  const success = Schema.toCodecJson(answered) as unknown as Plain
  // A stream fails with what its own schema has.
  const failed: Schema.Constraint = RpcSchema.isStreamSchema(rpc.successSchema)
    ? rpc.successSchema.error
    : rpc.errorSchema
  const failure = Schema.toCodecJson(failed) as unknown as Plain
  const toolset = toolsetOf(rpc._tag)
  return {
    rpc,
    tag: rpc._tag,
    toolset,
    name: rpc._tag.slice(toolset.length + 1),
    mark: Context.getUnsafe(rpc.annotations, OperationMark),
    isStream,
    isBare: rpc.payloadSchema.ast._tag === "Void",
    isSilent: answered.ast._tag === "Void",
    payload,
    success,
    failure,
    decode: Schema.decodeUnknownEffect(payload, strict),
    encode: Schema.encodeUnknownEffect(success) as OperationEntry["encode"],
    encodeFailure: Schema.encodeUnknownEffect(failure) as OperationEntry["encodeFailure"]
  }
}

/** In order of name. */
export const operations: ReadonlyArray<OperationEntry> = Array.from(
  Catalogue.requests.values() as Iterable<Rpc.AnyWithProps>,
  entryOf
).toSorted((a, b) => (a.tag < b.tag ? -1 : 1))

const byTag = new Map(operations.map((entry) => [entry.tag, entry]))

export const find = (tag: string): OperationEntry | undefined => byTag.get(tag)
