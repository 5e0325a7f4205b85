/**
 * Where each operation is answered: `POST /api/<toolset>/<operation>`, by GET where its payload fits into a query, and at
 * the paths of `RestAlias`.
 */
import { Effect, Predicate } from "effect"
import { HttpRouter, HttpServerRequest } from "effect/http"
import * as HttpProblem from "./HttpProblem.ts"
import type { HttpLimits } from "./HttpSetting.ts"
import { type OperationEntry, operations } from "./OperationEntry.ts"
import type { OperationAnswer, PayloadOf } from "./OperationRoute.ts"
import * as RequestPayload from "./RequestPayload.ts"
import { aliases, type AliasedOperation } from "./RestAlias.ts"
import * as ScalarQuery from "./ScalarQuery.ts"

export const pathOf = ({ name, toolset }: OperationEntry) => `/api/${toolset}/${name}` as const

/** What is told apart at each path. The router takes time and memory for every method, and HEAD is a GET to it. */
export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const

type Handler = (request: HttpServerRequest.HttpServerRequest) => ReturnType<OperationAnswer>

export const register = Effect.fnUntraced(function* (
  router: HttpRouter.HttpRouter,
  answer: OperationAnswer,
  limits: HttpLimits
) {
  const bodyOf =
    (entry: OperationEntry): PayloadOf =>
    (request) =>
      Effect.flatMap(RequestPayload.ofBody(request, limits), (json) =>
        entry.decode(withoutNothing(entry, json))
      )

  const queryOf = (entry: OperationEntry): PayloadOf => {
    const decode = ScalarQuery.decoderOf(entry)
    return () => Effect.flatMap(HttpServerRequest.ParsedSearchParams, decode)
  }

  const add = (path: `/${string}`, handler: Handler) =>
    Effect.forEach(methods, (method) => router.add(method, path, handler), { discard: true })

  for (const entry of operations) {
    const [post, get] = [
      bodyOf(entry),
      ScalarQuery.fieldsOf(entry) === undefined ? undefined : queryOf(entry)
    ]
    const allowed = get === undefined ? ["POST"] : ["GET", "POST"]
    const handler: Handler = (request) => {
      switch (request.method) {
        case "POST":
          return answer(entry, request, post)
        case "GET":
        case "HEAD":
          if (get !== undefined) return answer(entry, request, get)
      }
      return Effect.succeed(HttpProblem.toResponse(HttpProblem.methodNotAllowed(request.method, allowed)))
    }
    yield* add(pathOf(entry), handler)
  }

  const known = new Set<string>(operations.map(pathOf))
  const others = aliases.filter(({ path }) => !known.has(path))
  for (const path of new Set(others.map((alias) => alias.path))) {
    const those = others.filter((alias) => alias.path === path)
    const payloads = new Map(those.map((alias) => [alias.method as string, aliasPayload(alias, limits)]))
    const allowed = those.map(({ method }) => method)
    const handler: Handler = (request) => {
      const method = request.method === "HEAD" ? "GET" : request.method
      const alias = those.find((alias) => alias.method === method)
      return alias === undefined
        ? Effect.succeed(HttpProblem.toResponse(HttpProblem.methodNotAllowed(request.method, allowed)))
        : answer(alias.entry, request, payloads.get(method)!)
    }
    yield* add(path, handler)
  }
})

/** What takes nothing takes an empty object, so that one may always send one. */
const withoutNothing = (entry: OperationEntry, json: unknown): unknown =>
  entry.isBare && Predicate.isObject(json) && Object.keys(json).length === 0 ? null : json

/** The path gives its fields, and the rest comes from body or query. */
const aliasPayload = ({ entry, method }: AliasedOperation, limits: HttpLimits): PayloadOf => {
  const decode = ScalarQuery.decoderOf(entry)
  return (request) =>
    Effect.gen(function* () {
      const { params } = yield* HttpRouter.RouteContext
      if (method === "GET")
        return yield* decode({ ...(yield* HttpServerRequest.ParsedSearchParams), ...params })
      const body = yield* RequestPayload.ofBody(request, limits)
      const whole = Predicate.isObject(body) && !Array.isArray(body) ? { ...body, ...params } : body
      return yield* entry.decode(withoutNothing(entry, whole))
    })
}
