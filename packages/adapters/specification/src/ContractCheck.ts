/**
 * The proof `contract`: the routes in the code are those of the OpenAPI document, no more and no fewer. Reads the source,
 * runs nothing; where the source does not tell, it is inconclusive and never wrong on purpose.
 *
 * Routes that no specification has to name: health checks, the page at `/`, files with an extension, `*`, HEAD and
 * OPTIONS.
 */
import {
  judge,
  inconclusive,
  missingFile,
  textOf,
  timed,
  type Verdict
} from "@layercake/core/check/CheckReport"
import { readCode } from "@layercake/core/check/CodeMention"
import type { Checker, CheckInput } from "@layercake/core/port/Checkers"
import { type Diagnostic, ProofKind } from "@layercake/core/proof/Proof"
import { RequirementId } from "@layercake/core/requirement/Requirement"
import { Effect, Option, Predicate, Schema } from "effect"
import oxcPackage from "oxc-parser/package.json" with { type: "json" }
import { openApiPath, readOpenApi, type OpenApiOperation } from "./OpenApiSpec.ts"
import { fit, fromPath, type RoutePattern, textOf as pathOf, wordsOf } from "./RoutePattern.ts"
import { type ReadRoute, readRoutes, type ReadRoutes } from "./RouteReader.ts"

export const checker: Checker = {
  kind: ProofKind.make("contract"),
  check: (input) => timed(checkContract(input))
}

const tools = { "layercake-contract": "1", "oxc-parser": oxcPackage.version }
const isRequirement = Schema.is(RequirementId)

const checkContract = Effect.fn("ContractCheck.check")(function* (input: CheckInput) {
  const text = yield* textOf(input, openApiPath)
  if (Option.isNone(text))
    return judge({
      passed: "",
      counts: {},
      tools,
      diagnostics: [missingFile(openApiPath, "Without it nobody can say which routes there should be.")]
    })
  const spec = yield* readOpenApi(text.value)
  if (spec.diagnostics.length > 0)
    return inconclusive(
      `${openApiPath} is not valid, so its operations cannot be compared with the routes: ${spec.diagnostics[0]?.message ?? ""}`,
      { tools }
    )
  return compare(spec.operations, spec.bases, readRoutes(yield* readCode(input)))
})

/** `bases`: paths below which a server of the document serves it. */
export const compare = (
  operations: ReadonlyArray<OpenApiOperation>,
  bases: ReadonlyArray<string>,
  code: ReadRoutes
): Verdict => {
  const specified = operations.map((operation) => operationOf(operation, bases))
  const routes = code.routes
    .filter(({ pattern }) => !isFallback(pattern))
    .flatMap((route) => placesOf(route.pattern, code.prefixes).map((pattern) => ({ route, pattern })))
  const judged = specified.map((one) => {
    const serving = routes.flatMap(({ pattern, route }) => {
      const fits = answers(route, one.method) ? fitOf(pattern, one.patterns) : undefined
      return fits === undefined ? [] : [{ route, fits }]
    })
    const isServed = serving.some(
      ({ fits, route }) => fits === "exact" && (route.method !== "ANY" || route.certain)
    )
    const isOpen = serving.length > 0 || code.doubts.length > 0
    const state: "served" | "likely" | "absent" = isServed ? "served" : isOpen ? "likely" : "absent"
    return { ...one, serving, state }
  })
  const absent = judged.filter(({ state }) => state === "absent")
  const likely = judged.filter(({ state }) => state === "likely")
  const diagnostics: ReadonlyArray<Diagnostic> = [
    ...absent.map(({ operation }) => unserved(operation)),
    ...distinct(code.routes.filter((route) => !isNamed(route, code.prefixes, specified))).flatMap((route) =>
      unspecified(route, specified)
    )
  ]
  const counts = {
    operations: operations.length,
    "operations.served": judged.length - absent.length - likely.length,
    routes: distinct(code.routes.filter(({ certain }) => certain)).length
  }
  const trace = {
    files: judged.flatMap(({ operation, serving }) =>
      (operation.requirements ?? [])
        .filter(isRequirement)
        .flatMap((requirement) =>
          distinctFiles(serving).map(({ line, path }) => ({ requirement, path, line }))
        )
    )
  }
  const finding = {
    passed: `Each of the ${operations.length} operations of ${openApiPath} has a route in the code, and no route is left over.`,
    counts,
    tools,
    diagnostics
  }
  const nothingRead = operations.length > 0 && code.routes.length === 0
  const hasError = diagnostics.some(({ severity }) => severity === "error")
  if (nothingRead)
    return inconclusive(
      `No router was found in the code that this check can read${code.doubts.length > 0 ? `: ${code.doubts[0]}` : ""}. See by the tests that the ${operations.length} operations are served.`,
      { counts, tools }
    )
  return likely.length > 0 && !hasError
    ? {
        ...inconclusive(
          `It cannot be told from the source whether ${list(likely.map(({ operation }) => operation.name))} ${likely.length === 1 ? "is" : "are"} served${code.doubts.length > 0 ? `, since ${code.doubts[0]}` : ""}. See that tests ask for ${likely.length === 1 ? "it" : "them"}.`,
          finding
        ),
        trace
      }
    : { ...judge(finding), trace }
}

interface Specified {
  readonly operation: OpenApiOperation
  readonly method: string
  readonly patterns: ReadonlyArray<RoutePattern>
}

/** What answers when nothing else does. */
const isFallback = (pattern: RoutePattern) => pattern[0] === "rest"

const operationOf = (operation: OpenApiOperation, bases: ReadonlyArray<string>): Specified => {
  const [method = "", path = ""] = operation.name.split(" ")
  return {
    operation,
    method,
    patterns: ["", ...bases].map((base) => fromPath(`${base}${path}`)).filter(Predicate.isNotUndefined)
  }
}

/** As written, and below each place at which a router is mounted, or two of them. */
const placesOf = (
  pattern: RoutePattern,
  prefixes: ReadonlyArray<RoutePattern>
): ReadonlyArray<RoutePattern> => {
  const some = prefixes.slice(0, 50)
  const once = some.map((prefix) => [...prefix, ...pattern])
  return [pattern, ...once, ...some.flatMap((prefix) => once.map((place) => [...prefix, ...place]))]
}

const fitOf = (route: RoutePattern, paths: ReadonlyArray<RoutePattern>) => {
  const fits = paths.map((path) => fit(route, path))
  return fits.includes("exact") ? "exact" : fits.find(Predicate.isNotUndefined)
}

const answers = (route: ReadRoute, method: string): boolean =>
  route.method === method || route.method === "ANY" || (route.method === "GET" && method === "HEAD")

const isNamed = (
  route: ReadRoute,
  prefixes: ReadonlyArray<RoutePattern>,
  specified: ReadonlyArray<Specified>
): boolean =>
  placesOf(route.pattern, prefixes).some((pattern) =>
    specified.some(({ method, patterns }) => answers(route, method) && fitOf(pattern, patterns) !== undefined)
  )

const unserved = (operation: OpenApiOperation): Diagnostic => ({
  severity: "error",
  rule: "operation-unserved",
  path: openApiPath,
  line: operation.line,
  message: `${operation.name} is in ${openApiPath}, and no route in the code serves it. Add the route, or have the specification changed at its gate.`
})

/** Below a path of its own a word such as `status` is a part of the interface. */
const isHealth = (pattern: RoutePattern, last: string): boolean =>
  (pattern.length <= 2 && /^(?:healthz?|readyz?|livez?)$/i.test(last)) ||
  (pattern.length === 1 && /^(?:metrics|ping|status)$/i.test(last))

const unspecified = (route: ReadRoute, specified: ReadonlyArray<Specified>): ReadonlyArray<Diagnostic> => {
  const { certain, line, method, path, pattern } = route
  const words = wordsOf(pattern)
  const last = words.at(-1) ?? ""
  const isFree =
    !certain ||
    ["HEAD", "OPTIONS", "ANY"].includes(method) ||
    pattern.includes("rest") ||
    isHealth(pattern, last) ||
    (method === "GET" && (pattern.length === 0 || /\.\w+$/.test(last)))
  if (isFree) return []
  // A page that is shown to people need not be in the interface.
  const isApi =
    method !== "GET" ||
    specified.some(({ patterns }) =>
      patterns.some((other) => words[0] !== undefined && wordsOf(other)[0] === words[0])
    )
  return [
    {
      severity: isApi ? "error" : "warning",
      rule: "route-unspecified",
      path,
      line,
      message: `The route ${method} ${pathOf(pattern)} is in no specification. Remove it, or have ${openApiPath} changed at its gate.`
    }
  ]
}

/** In the order of the files and lines. */
const distinct = (routes: ReadonlyArray<ReadRoute>): ReadonlyArray<ReadRoute> => {
  const ordered = routes.toSorted((a, b) => (a.path === b.path ? b.line - a.line : a.path < b.path ? 1 : -1))
  return Array.from(
    new Map(ordered.map((route) => [`${route.method} ${pathOf(route.pattern)}`, route])).values()
  ).toSorted((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1))
}

const distinctFiles = (serving: ReadonlyArray<{ readonly route: ReadRoute }>): ReadonlyArray<ReadRoute> =>
  Array.from(new Map(serving.toReversed().map(({ route }) => [route.path, route])).values())

const list = (names: ReadonlyArray<string>): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
