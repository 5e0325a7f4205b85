/**
 * Why a request was not done, as problem details (RFC 9457). Never carries a stack or what caused a fault of this side.
 */
import { Schema } from "effect"
import { HttpServerResponse, ProblemDetails } from "effect/http"

export class HttpProblem extends Schema.TaggedError<HttpProblem>()("HttpProblem", {
  status: Schema.Int,
  /** Stable name of the kind of problem, as `gate-not-passed`. */
  code: Schema.NonEmptyString,
  title: Schema.NonEmptyString,
  detail: Schema.String,
  headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  /** Further members of the answer. */
  extension: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown))
}) {
  readonly isRetryable = false
  override get message() {
    return this.detail
  }
}

/** The kinds of problem are names and not places. */
export const typeOf = (code: string): string => `urn:layercake:problem:${code}`

export const bodyOf = (problem: HttpProblem): ProblemDetails.ProblemDetails => ({
  ...problem.extension,
  type: typeOf(problem.code),
  status: problem.status,
  title: problem.title,
  detail: problem.detail
})

export const toResponse = (problem: HttpProblem): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setHeaders(ProblemDetails.toResponse(bodyOf(problem)), problem.headers ?? {})

export const notFound = (path: string) =>
  new HttpProblem({
    status: 404,
    code: "route-not-found",
    title: "Not found",
    detail: `Nothing answers at ${path}. See /openapi.json for what does.`
  })

export const methodNotAllowed = (method: string, allowed: ReadonlyArray<string>) =>
  new HttpProblem({
    status: 405,
    code: "method-not-allowed",
    title: "Method not allowed",
    detail: `${method} is not answered here; ${allowed.join(" or ")} is.`,
    headers: { allow: allowed.join(", ") }
  })

export const tooMany = (detail: string, retryAfterSeconds: number) =>
  new HttpProblem({
    status: 429,
    code: "too-many-requests",
    title: "Too many requests",
    detail,
    headers: { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) }
  })

export const stopping = new HttpProblem({
  status: 503,
  code: "stopping",
  title: "The server is stopping",
  detail: "This server is stopping and takes no new calls. Ask again shortly.",
  headers: { "retry-after": "2", connection: "close" }
})

/** A fault of this side: `reference` finds it in the log. */
export const fault = (reference: string) =>
  new HttpProblem({
    status: 500,
    code: "fault",
    title: "Internal error",
    detail: `LayerCake failed at this; its log has more under ${reference}.`,
    extension: { reference }
  })
