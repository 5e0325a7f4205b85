/**
 * Answers one operation over HTTP: its payload from body or query, its answer as JSON or as a stream, its failures as
 * problem details.
 */
import { ProjectId } from "@layercake/core/project/Project"
import type { ProjectStates } from "@layercake/runtime/project/ProjectStates"
import * as CallContext from "@layercake/runtime/operation/CallContext"
import * as StateView from "@layercake/runtime/project/StateView"
import type { Session } from "@layercake/runtime/operation/Session"
import { Cause, Clock, Effect, Option, Predicate, Queue, Schema, type Scope } from "effect"
import { type HttpRouter, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { randomBytes } from "node:crypto"
import * as CallerSession from "./CallerSession.ts"
import * as EntityTag from "./EntityTag.ts"
import * as FailureProblem from "./FailureProblem.ts"
import * as HttpMetric from "./HttpMetric.ts"
import * as HttpProblem from "./HttpProblem.ts"
import type { HttpLimits } from "./HttpSetting.ts"
import type { HttpTraffic } from "./HttpTraffic.ts"
import type { LogInLimit } from "./LogInLimit.ts"
import type { OperationCall } from "./OperationCall.ts"
import { type OperationEntry, operations } from "./OperationEntry.ts"
import * as RepeatedCall from "./RepeatedCall.ts"
import * as StreamAnswer from "./StreamAnswer.ts"

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

export interface OperationRouteParts {
  readonly calls: OperationCall["Service"]
  readonly sessionOf: CallerSession.SessionOf
  readonly repeated: RepeatedCall.RepeatedCall
  readonly states: ProjectStates["Service"]
  readonly traffic: HttpTraffic
  readonly logIns: LogInLimit
  readonly limits: HttpLimits
}

/** What the router says of the request. */
type Routed = HttpRouter.RouteContext | HttpServerRequest.ParsedSearchParams

/** Where a payload comes from: before it is decoded, the caller has to be known. */
export type PayloadOf = (
  request: Request
) => Effect.Effect<unknown, HttpProblem.HttpProblem | Schema.SchemaError, Routed>

export type OperationAnswer = (
  entry: OperationEntry,
  request: Request,
  payloadOf: PayloadOf
) => Effect.Effect<Response, never, Scope.Scope | Routed>

export const clientOf = (request: Request): string => Option.getOrElse(request.remoteAddress, () => "unknown")

const isProject = Schema.is(ProjectId)

export const make = (parts: OperationRouteParts): OperationAnswer => {
  const { calls, limits, logIns, repeated, sessionOf, states, traffic } = parts

  /** The precondition of `If-Match`, which the first command of the call holds to again. */
  const preconditionOf = Effect.fnUntraced(function* (request: Request, payload: unknown) {
    const header = request.headers["if-match"]
    if (header === undefined || header.trim() === "*") return undefined
    const version = EntityTag.versionOf(header)
    const project = Predicate.hasProperty(payload, "project") ? payload.project : undefined
    if (Option.isNone(version) || !isProject(project)) return yield* noVersion
    return { project, version: version.value }
  })

  const unchanged = ({ project, version }: CallContext.CallPrecondition) =>
    Effect.flatMap(states.load(project), (state) =>
      state.version === version ? Effect.void : Effect.fail(changed(state.version))
    )

  const answerOnce = Effect.fnUntraced(function* (
    entry: OperationEntry,
    request: Request,
    payload: unknown,
    session: Session["Service"]
  ) {
    const precondition = yield* preconditionOf(request, payload)
    const header = request.headers["idempotency-key"]
    const isKeyed = header !== undefined && entry.mark.effect !== "read"
    if (!isKeyed && precondition === undefined)
      return yield* keptText(entry, yield* calls.call(entry, payload, { session }))
    const input = isKeyed ? yield* Effect.orDie(encodePayload(entry, payload)) : undefined
    const key = isKeyed ? RepeatedCall.keyOf(header, entry, session, input) : undefined
    if (isKeyed && key === undefined) return yield* RepeatedCall.unusableKey
    const context = CallContext.make({ ...key, ...(precondition === undefined ? {} : { precondition }) })
    const before = precondition === undefined ? undefined : unchanged(precondition)
    const call = Effect.flatMap(calls.call(entry, payload, { session, context, before }), (answer) =>
      textOf(entry, answer)
    )
    if (key === undefined) return yield* call
    // What is secret is told once.
    return yield* repeated(key, call, () => entry.toolset !== "accounts")
  })

  const answer = Effect.fnUntraced(function* (entry: OperationEntry, request: Request, payloadOf: PayloadOf) {
    if (entry.mark.access === "public" && entry.mark.effect !== "read") yield* logIns(clientOf(request))
    const session = yield* Effect.mapError(sessionOf(request.headers), CallerSession.problemOf)
    const payload = yield* payloadOf(request)
    if (entry.isStream) {
      const form = formOf(request)
      yield* traffic.streaming(clientOf(request))
      const delivery = yield* calls.open(entry, resumed(request, form, payload), { session })
      yield* traffic.whenStopping(Queue.end(delivery))
      return HttpServerResponse.stream(yield* StreamAnswer.make(entry, delivery, form, limits), {
        contentType: StreamAnswer.contentTypes[form],
        headers: { "cache-control": "no-store", "x-accel-buffering": "no" }
      })
    }
    const { headers, status, text } = yield* answerOnce(entry, request, payload, session)
    if (status === 204) return HttpServerResponse.empty({ status })
    if (request.method !== "GET" && request.method !== "HEAD")
      return HttpServerResponse.text(text, { status, contentType: "application/json", headers })
    const { etag = "" } = headers
    return EntityTag.isNamed(request.headers["if-none-match"], etag)
      ? HttpServerResponse.empty({ status: 304, headers })
      : HttpServerResponse.text(text, { status, contentType: "application/json", headers })
  })

  return (entry, request, payloadOf) =>
    Effect.gen(function* () {
      const begun = yield* Clock.currentTimeMillis
      const response = yield* answer(entry, request, payloadOf).pipe(
        Effect.catch((error) => Effect.map(problemOf(entry, error), HttpProblem.toResponse)),
        Effect.catchCause((cause) =>
          Cause.hasInterruptsOnly(cause)
            ? Effect.interrupt
            : Effect.map(faultOf(entry.tag, cause), HttpProblem.toResponse)
        )
      )
      yield* HttpMetric.answered(entry.tag, response.status, (yield* Clock.currentTimeMillis) - begun)
      return response
    })
}

const encodePayload = (entry: OperationEntry, payload: unknown) =>
  Schema.encodeUnknownEffect(entry.payload)(payload)

const problemOf = (entry: OperationEntry, error: unknown): Effect.Effect<HttpProblem.HttpProblem> =>
  isProblem(error)
    ? Effect.succeed(error)
    : Schema.isSchemaError(error)
      ? Effect.succeed(FailureProblem.ofInvalidInput(entry, error))
      : FailureProblem.ofFailure(entry, error)

const isProblem = Schema.is(HttpProblem.HttpProblem)

const textOfJson = (json: Schema.Json): string => JSON.stringify(json)

const newReference = (): string => randomBytes(8).toString("hex")

/** Tells the log all and the caller nothing. */
export const faultOf = Effect.fnUntraced(function* (what: string, cause: Cause.Cause<unknown>) {
  const reference = newReference()
  yield* Effect.annotateLogs(Effect.logError("A request failed", cause), { request: what, reference })
  return HttpProblem.fault(reference)
})

/** The answer as it is sent, and kept where it may be sent again. */
const textOf = Effect.fnUntraced(function* (entry: OperationEntry, answer: unknown) {
  if (entry.isSilent) return { status: 204, headers: {}, text: "" } satisfies RepeatedCall.KeptAnswer
  const json = yield* Effect.orDie(entry.encode(answer))
  const text = textOfJson(json)
  const headers: Readonly<Record<string, string>> =
    entry.mark.effect === "read"
      ? { etag: EntityTag.of(json, text), "cache-control": "private, no-cache" }
      : { "cache-control": "no-store" }
  return { status: 200, headers, text }
})

/** Of an answer that never changes it is made once. */
const keptText = (entry: OperationEntry, answer: unknown): Effect.Effect<RepeatedCall.KeptAnswer> => {
  const ofEntry = texts.get(entry)!
  const known = ofEntry.get(answer)
  return known === undefined
    ? Effect.tap(textOf(entry, answer), (text) => Effect.sync(() => ofEntry.set(answer, text)))
    : Effect.succeed(known)
}

const texts = new Map(operations.map((entry) => [entry, StateView.kept<RepeatedCall.KeptAnswer>()]))

const formOf = (request: Request): StreamAnswer.StreamForm =>
  /\btext\/event-stream\b/i.test(request.headers["accept"] ?? "") ? "events" : "lines"

/** Server-sent events stay open, and a reader that was cut off goes on after what it has had. */
const resumed = (request: Request, form: StreamAnswer.StreamForm, payload: unknown): unknown => {
  const last = request.headers["last-event-id"]
  return form === "events" && last !== undefined && /^\d{1,15}$/.test(last) && Predicate.isObject(payload)
    ? { ...payload, after: Number(last) }
    : payload
}

const noVersion = new HttpProblem.HttpProblem({
  status: 400,
  code: "if-match-invalid",
  title: "If-Match invalid",
  detail: `If-Match holds the version of the project that the call names, as "12" or as the ETag of its status.`
})

const changed = (version: number) =>
  new HttpProblem.HttpProblem({
    status: 412,
    code: "version-differs",
    title: "Changed meanwhile",
    detail: `The project is at version ${version}: read it again, then decide again.`,
    extension: { version }
  })
