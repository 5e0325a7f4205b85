/**
 * The failures of operations as problem details: which status each has. A failure that is not named here has the status
 * of its kind, by the words that names of errors end with.
 */
import { Effect, Predicate, SchemaIssue, type Schema } from "effect"
import { HttpProblem } from "./HttpProblem.ts"
import type { OperationEntry, OperationFailure } from "./OperationEntry.ts"
import * as ScalarQuery from "./ScalarQuery.ts"

/** Those whose name does not say it. */
const statuses: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  Unauthenticated: 401,
  CredentialRefused: 401,
  StoreUnavailable: 503,
  EventUnreadable: 500,
  PersonRequired: 403,
  ClaimNotYours: 403,
  VersionDiffers: 412,
  PipelineInvalid: 422,
  RegistrationClosed: 403
}

const kinds: ReadonlyArray<readonly [RegExp, number]> = [
  [/(NotFound|Unknown|NotThere|Missing)$/, 404],
  [/(NeedsPerson|NotForAgent|NotAllowed|Forbidden)$/, 403],
  [/(Invalid|Unusable|TooLarge|TooLong|Malformed|Unreadable)$/, 422],
  [/^TooMany|(RateLimited|LimitReached|Throttled)$/, 429],
  [/(LogIn|OAuth|Refresh|Token)Refused$/, 401],
  [/(Unavailable|Unreachable|TimedOut)$/, 503]
]

/** Whatever else is refused stands against how things are now. */
export const statusOf = (tag: string): number =>
  statuses[tag] ?? kinds.find(([pattern]) => pattern.test(tag))?.[1] ?? 409

const titles: Readonly<Record<number, string>> = {
  401: "Not authenticated",
  403: "Refused",
  404: "Not found",
  409: "Conflict",
  412: "Changed meanwhile",
  422: "Invalid input",
  429: "Too many requests",
  500: "Internal error",
  503: "Unavailable"
}

/** `GateNotPassed` is `gate-not-passed`. */
export const codeOf = (tag: string): string => tag.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase()

const isFailure = (value: unknown): value is OperationFailure =>
  Predicate.hasProperty(value, "_tag") &&
  Predicate.isString(value._tag) &&
  Predicate.hasProperty(value, "message") &&
  Predicate.isString(value.message)

/** A refusal is what refuses: its reason. */
const innermost = (failure: OperationFailure): OperationFailure =>
  failure._tag === "CommandRefused" && Predicate.hasProperty(failure, "reason") && isFailure(failure.reason)
    ? failure.reason
    : failure

const isNobodyKnown = (failure: OperationFailure) =>
  failure._tag === "AccessDenied" &&
  Predicate.hasProperty(failure, "reason") &&
  Predicate.isTagged(failure.reason, "Unknown")

/** The failure of a call. What it says besides its message goes along, unless the fault is on this side. */
export const ofFailure = Effect.fnUntraced(function* (entry: OperationEntry, error: unknown) {
  if (!isFailure(error)) return yield* Effect.die(error)
  const failure = innermost(error)
  const status = isNobodyKnown(failure) ? 401 : statusOf(failure._tag)
  const encoded = status >= 500 ? undefined : yield* Effect.option(entry.encodeFailure(error))
  return new HttpProblem({
    status,
    code: codeOf(failure._tag),
    title: titles[status] ?? "Refused",
    detail: failure.message,
    extension: {
      operation: entry.tag,
      ...(encoded?._tag === "Some" ? { error: encoded.value } : {}),
      ...(status === 422 ? { errors: mistakesOf(entry, failure) } : {})
    },
    ...(status === 401 ? { headers: { "www-authenticate": 'Bearer realm="layercake"' } } : {}),
    ...(status === 503 ? { headers: { "retry-after": "2" } } : {}),
    ...(status === 429 ? { headers: { "retry-after": retryAfterOf(failure) } } : {})
  })
})

/** Which field it is about: the one that the failure is named for, or that it names; else the whole. */
const mistakesOf = (entry: OperationEntry, failure: OperationFailure) => {
  const names = ScalarQuery.namesOf(entry)
  const tag = failure._tag.toLowerCase()
  const own = Predicate.hasProperty(failure, "field") ? failure.field : undefined
  const name = names.find((name) => name === own) ?? names.find((name) => tag.startsWith(name.toLowerCase()))
  return [{ pointer: name === undefined ? "" : pointerOf([name]), detail: failure.message.slice(0, 500) }]
}

/** Seconds that the failure itself names. */
const retryAfterOf = (failure: OperationFailure): string => {
  const millis = Predicate.hasProperty(failure, "retryAfterMillis") ? failure.retryAfterMillis : 60_000
  return String(Predicate.isNumber(millis) ? Math.max(1, Math.ceil(millis / 1000)) : 60)
}

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** RFC 6901. */
const pointerOf = (path: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>): string =>
  path
    .map((part) => String(Predicate.isObject(part) ? part.key : part))
    .map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("")

/** What is wrong with a payload, each mistake with its field. */
export const ofInvalidInput = (entry: OperationEntry, { issue }: Schema.SchemaError): HttpProblem => {
  const errors = issuesOf(issue).issues.map(({ message, path }) => ({
    pointer: pointerOf(path ?? []),
    detail: message.slice(0, 500)
  }))
  const [first] = errors
  return new HttpProblem({
    status: 422,
    code: "invalid-input",
    title: "Invalid input",
    detail: `${entry.tag} cannot take this: ${first?.pointer || "the payload"}: ${first?.detail ?? "is not valid"}${
      errors.length > 1 ? ` (and ${errors.length - 1} more)` : ""
    }`,
    extension: { operation: entry.tag, errors: errors.slice(0, 100) }
  })
}
