/**
 * Reads the routes of a server out of its source, from the syntax alone: calls of Express, Fastify, Hono and their kin,
 * tables of routes, comparisons of method and path with node:http, and files that are routes in Next. What it cannot
 * tell it says.
 */
import { type CodeFile, isTestFile } from "@layercake/core/check/CodeMention"
import { parseSync } from "oxc-parser"
import { fileRoute } from "./RouteFile.ts"
import { type FoundRoute, fromPath, httpMethods, type RoutePattern } from "./RoutePattern.ts"
import {
  everything,
  methodOf,
  nameOf,
  type Names,
  namesIn,
  nodesOf,
  patternsOf,
  propertyOf,
  stringOf,
  type SyntaxNode
} from "./RouteSyntax.ts"
import { comparedRoutes } from "./RouteComparison.ts"

export interface ReadRoute extends Omit<FoundRoute, "start"> {
  readonly path: CodeFile["path"]
  /** From 1. */
  readonly line: number
}

export interface ReadRoutes {
  readonly routes: ReadonlyArray<ReadRoute>
  /** Where routers are mounted: `/api` in `app.use("/api", router)`. */
  readonly prefixes: ReadonlyArray<RoutePattern>
  /** Why routes may be there that were not read; empty when there is no reason. */
  readonly doubts: ReadonlyArray<string>
}

const server = /\.(?:[cm]?[jt]s)$/
const elsewhere =
  /(?:^|\/)(?:public|static|client|frontend|web|components|scripts|migrations|prisma)\/|\.(?:d|config)\.[cm]?[jt]s$/

export const isServerFile = (path: string): boolean =>
  server.test(path) && !elsewhere.test(path) && !isTestFile(path) && !/^(?:vite|vitest|eslint)\./.test(path)

export const readRoutes = (files: ReadonlyArray<CodeFile>): ReadRoutes => {
  const read = files.filter(({ path }) => isServerFile(path) || fileRoute(path) !== undefined).map(readFile)
  return {
    routes: read.flatMap(({ routes }) => routes),
    prefixes: read.flatMap(({ prefixes }) => prefixes),
    doubts: [...new Set(read.flatMap(({ doubts }) => doubts))]
  }
}

const readFile = ({ path, text }: CodeFile): ReadRoutes => {
  const { errors, program: parsed } = parseSync(path, text)
  if (errors.length > 0) return { routes: [], prefixes: [], doubts: [`${path} cannot be parsed`] }
  const program = parsed as unknown as SyntaxNode
  const all = everything(program)
  if (all.some(({ name, type }) => type === "Identifier" && (name === "document" || name === "window")))
    return { routes: [], prefixes: [], doubts: [] }
  const names = namesIn(program)
  const file = fileRoute(path)
  const found = [
    ...(file === undefined ? [] : exportedMethods(program, file)),
    ...all.flatMap((node) => [...called(node, names), ...listed(node, names), ...spelt(node)]),
    ...comparedRoutes(program, names)
  ]
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length
  return {
    routes: found.map(({ start, ...route }) => ({ ...route, path, line: lineAt(start) })),
    prefixes: all.flatMap((node) => mounted(node, names)),
    doubts: doubtsIn(path, all, names)
  }
}

const registering = /^(?:get|post|put|patch|delete|head|options|all|del)$/

/** `app.get("/rooms", ...)`, `app.route("/rooms").get(...)`, `route("GET", "/rooms", ...)`. */
const called = (node: SyntaxNode, names: Names): ReadonlyArray<FoundRoute> => {
  if (node.type !== "CallExpression") return []
  const given = nodesOf(node["arguments"])
  const verb = propertyOf(node["callee"])
  const { start } = node
  if (verb !== undefined && registering.test(verb)) {
    const receiver = nodesOf((node["callee"] as SyntaxNode)["object"])
    const chained = receiver.flatMap((object) => routedPath(object, names))
    const own = given.length > 1 ? patternsOf(given[0], names) : []
    const method = verb === "all" ? "ANY" : verb === "del" ? "DELETE" : verb.toUpperCase()
    return (own.length > 0 ? own : chained).map((pattern) => ({ method, pattern, certain: true, start }))
  }
  const methods = given.flatMap((one) => methodsOf(one))
  const patterns = given.flatMap((one) => patternsOf(one, names))
  return given.length > 2 || (methods.length > 0 && given.length === 2 && verb === "on")
    ? methods.flatMap((method) => patterns.map((pattern) => ({ method, pattern, certain: true, start })))
    : []
}

/** The path of `app.route("/rooms")`, also behind `.get(...)`. */
const routedPath = (node: SyntaxNode, names: Names): ReadonlyArray<RoutePattern> => {
  if (node.type !== "CallExpression") return []
  const callee = node["callee"]
  if (propertyOf(callee) === "route") return patternsOf(nodesOf(node["arguments"])[0], names)
  return nodesOf((callee as SyntaxNode)["object"]).flatMap((object) => routedPath(object, names))
}

const methodKey = /^(?:methods?|verb|httpMethod)$/i
const pathKey = /^(?:path|url|pattern|route|pathname|regexp?|match|matcher)$/i

/** `{ method: "GET", path: "/rooms" }` and `["GET", "/rooms", handle]`. */
const listed = (node: SyntaxNode, names: Names): ReadonlyArray<FoundRoute> => {
  const [methods, patterns] = ((): readonly [ReadonlyArray<string>, ReadonlyArray<RoutePattern>] => {
    if (node.type === "ObjectExpression") {
      const named = (key: RegExp) =>
        nodesOf(node["properties"])
          .filter((property) => key.test(nameOf(property["key"]) ?? ""))
          .flatMap((property) => nodesOf(property["value"]))
      return [
        named(methodKey).flatMap(methodsOf),
        named(pathKey).flatMap((value) =>
          [value, ...urlPattern(value)].flatMap((one) => patternsOf(one, names))
        )
      ]
    }
    if (node.type !== "ArrayExpression") return [[], []]
    const elements = nodesOf(node["elements"])
    return [
      elements.flatMap((element) => methodOf(element) ?? []),
      elements.flatMap((element) => patternsOf(element, names))
    ]
  })()
  return methods.flatMap((method) =>
    patterns.map((pattern) => ({ method, pattern, certain: true, start: node.start }))
  )
}

/** What stands in `new URLPattern({ pathname: "/rooms/:id" })`. */
const urlPattern = (node: SyntaxNode): ReadonlyArray<SyntaxNode> =>
  node.type === "NewExpression"
    ? nodesOf(node["arguments"]).flatMap((given) =>
        nodesOf(given["properties"]).flatMap((property) => nodesOf(property["value"]))
      )
    : []

const methodsOf = (node: SyntaxNode): ReadonlyArray<string> =>
  node.type === "ArrayExpression"
    ? nodesOf(node["elements"]).flatMap((element) => methodOf(element) ?? [])
    : [methodOf(node) ?? []].flat()

/** `"GET /rooms"`, as a key or in a comparison. */
const spelt = (node: SyntaxNode): ReadonlyArray<FoundRoute> => {
  const [, method = "", path = ""] = /^([A-Z]{3,7}) (\/\S*)$/.exec(stringOf(node) ?? "") ?? []
  const pattern = httpMethods.some((known) => known === method) ? fromPath(path) : undefined
  return pattern === undefined ? [] : [{ method, pattern, certain: true, start: node.start }]
}

/** `export const GET = ...` in a file that is a route; a default export answers every method. */
const exportedMethods = (program: SyntaxNode, pattern: RoutePattern): ReadonlyArray<FoundRoute> => {
  const exports = nodesOf(program["body"]).filter(({ type }) => type.startsWith("Export"))
  const names = exports.flatMap((statement) =>
    statement.type === "ExportDefaultDeclaration"
      ? ["ANY"]
      : [
          ...nodesOf(statement["declaration"]).flatMap((declaration) => [
            nameOf(declaration["id"]),
            ...nodesOf(declaration["declarations"]).map(({ id }) => nameOf(id))
          ]),
          ...nodesOf(statement["specifiers"]).map(({ exported }) => nameOf(exported))
        ]
  )
  return names.flatMap((name) =>
    name === "ANY" || httpMethods.some((method) => method === name)
      ? [{ method: name ?? "ANY", pattern, certain: name !== "ANY", start: program.start }]
      : []
  )
}

/** `app.use("/api", router)`, `app.route("/api", router)`, `register(plugin, { prefix: "/api" })`, `basePath("/api")`. */
const mounted = (node: SyntaxNode, names: Names): ReadonlyArray<RoutePattern> => {
  if (node.type === "Property" && nameOf(node["key"]) === "prefix") return patternsOf(node["value"], names)
  if (node.type !== "CallExpression") return []
  const given = nodesOf(node["arguments"])
  const name = propertyOf(node["callee"])
  return ((name === "use" || name === "route" || name === "mount") && given.length > 1) ||
    name === "basePath" ||
    name === "prefix"
    ? patternsOf(given[0], names)
    : []
}

/** A path that is written out, or another text, such as `*`. */
const isPlain = (node: SyntaxNode | undefined, names: Names): boolean =>
  stringOf(node) !== undefined || node?.["regex"] != null || patternsOf(node, names).length > 0

const doubtsIn = (path: string, all: ReadonlyArray<SyntaxNode>, names: Names): ReadonlyArray<string> => {
  const doubts: Array<string> = []
  const frameworks = all.some(
    (node) =>
      node.type === "ImportDeclaration" &&
      /^(?:@nestjs\/|@hapi\/|koa|@trpc\/|@feathersjs\/)/.test(stringOf(node["source"]) ?? "")
  )
  if (frameworks) doubts.push(`${path} uses a framework whose routes are not read`)
  for (const node of all) {
    if (node.type === "CallExpression") {
      const verb = propertyOf(node["callee"])
      const given = nodesOf(node["arguments"])
      const object = nameOf((node["callee"] as SyntaxNode)["object"]) ?? ""
      if (
        verb !== undefined &&
        registering.test(verb) &&
        /^(?:app|router|server|fastify|api|routes?)$/i.test(object) &&
        given.length > 1 &&
        !isPlain(given[0], names)
      )
        doubts.push(`${path} registers a route whose path is worked out when it runs`)
      if (verb === "split" && stringOf(given[0]) === "/") doubts.push(`${path} takes paths apart by itself`)
      if (verb === "startsWith" && given.some((one) => patternsOf(one, names).length > 0))
        doubts.push(`${path} compares the beginnings of paths`)
    }
    if (node.type === "NewExpression" && nameOf(node["callee"]) === "RegExp")
      doubts.push(`${path} makes regular expressions when it runs`)
    if (/\bopenapi\.(?:ya?ml|json)$/.test(stringOf(node) ?? ""))
      doubts.push(`${path} reads the specification itself`)
  }
  return doubts
}
