/**
 * What a request gives an operation: the JSON of its body, or the fields of its query.
 */
import { Effect, Result, Schema } from "effect"
import type { HttpServerError, HttpServerRequest } from "effect/http"
import { HttpProblem } from "./HttpProblem.ts"
import type { HttpLimits } from "./HttpSetting.ts"
import * as JsonDepth from "./JsonDepth.ts"

export type Query = Readonly<Record<string, string | ReadonlyArray<string>>>

/** Parsed with all that it holds; `{}` for an empty body. */
export const ofBody = Effect.fnUntraced(function* (
  request: HttpServerRequest.HttpServerRequest,
  limits: HttpLimits
) {
  const declared = Number(request.headers["content-length"] ?? 0)
  if (declared > limits.bodyBytes) return yield* tooLarge(limits)
  const type = request.headers["content-type"]
  if (type !== undefined && !jsonTypes.test(type)) return yield* unsupported(type)
  const text = yield* Effect.mapError(request.text, (error) =>
    isTooLarge(error) ? tooLarge(limits) : unreadable
  )
  if (JsonDepth.isDeeper(text, limits.jsonDepth)) return yield* tooDeep(limits)
  return yield* Effect.fromResult(parse(text))
})

const parse = (text: string) =>
  text.trim() === "" ? Result.succeed<unknown>({}) : Result.mapError(parsed(text), malformed)

const parsed = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Unknown))

const jsonTypes = /^application\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i

/** Says what is in the way and never shows what came. */
const malformed = () =>
  new HttpProblem({
    status: 400,
    code: "malformed-json",
    title: "Malformed JSON",
    detail: "The body is not JSON in UTF-8. Send one JSON value, as application/json.",
    extension: { errors: [{ pointer: "", detail: "is not JSON" }] }
  })

const isTooLarge = ({ reason }: HttpServerError.HttpServerError): boolean =>
  reason._tag === "RequestParseError" &&
  reason.cause instanceof Error &&
  reason.cause.message.startsWith("maxBytes")

export const tooLarge = ({ bodyBytes }: HttpLimits) =>
  new HttpProblem({
    status: 413,
    code: "body-too-large",
    title: "Body too large",
    detail: `A body may have ${bodyBytes} bytes at most.`
  })

const tooDeep = ({ jsonDepth }: HttpLimits) =>
  new HttpProblem({
    status: 422,
    code: "json-too-deep",
    title: "Invalid input",
    detail: `JSON may be nested ${jsonDepth} deep at most.`,
    extension: { errors: [{ pointer: "", detail: `is nested more than ${jsonDepth} deep` }] }
  })

const unsupported = (type: string) =>
  new HttpProblem({
    status: 415,
    code: "media-type-not-supported",
    title: "Media type not supported",
    detail: `Send application/json and not ${type.slice(0, 100)}.`
  })

const unreadable = new HttpProblem({
  status: 400,
  code: "body-unreadable",
  title: "Body unreadable",
  detail: "The body did not arrive whole. Send it again."
})
