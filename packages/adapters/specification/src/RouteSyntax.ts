/**
 * Reads single expressions of a program for what a router needs: methods, paths, and names that stand for paths. Knows no
 * router.
 */
import { fromExpression, fromPath, httpMethods, type RoutePattern } from "./RoutePattern.ts"

/** Any node of the syntax tree; fields are looked at before they are used. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [field: string]: unknown
}

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as { readonly type?: unknown }).type === "string"

export const childrenOf = (node: SyntaxNode): ReadonlyArray<SyntaxNode> =>
  Object.entries(node).flatMap(([field, value]) =>
    field === "parent" ? [] : Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []
  )

export const nodesOf = (node: unknown): ReadonlyArray<SyntaxNode> =>
  Array.isArray(node) ? node.filter(isNode) : isNode(node) ? [node] : []

/** The node and everything below it, functions left out unless asked for. */
export const everything = (node: SyntaxNode, functions = true): ReadonlyArray<SyntaxNode> => {
  const found: Array<SyntaxNode> = []
  const open: Array<SyntaxNode> = [node]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next)
    if (functions || next === node || !/Function/.test(next.type)) open.push(...childrenOf(next))
  }
  return found
}

/** Text of a string, or of a template without places. */
export const stringOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"]
  if (node.type !== "TemplateLiteral" || nodesOf(node["expressions"]).length > 0) return undefined
  const [quasi] = nodesOf(node["quasis"])
  const value = quasi?.["value"] as { readonly cooked?: unknown } | undefined
  return typeof value?.cooked === "string" ? value.cooked : undefined
}

export const nameOf = (node: unknown): string | undefined =>
  isNode(node) && (node.type === "Identifier" || node.type === "IdentifierName")
    ? String(node["name"])
    : isNode(node) && node.type === "Literal"
      ? stringOf(node)
      : undefined

/** `a.b` gives `b`. */
export const propertyOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === "MemberExpression" && node["computed"] !== true
    ? nameOf(node["property"])
    : undefined

export const methodOf = (node: unknown): string | undefined => {
  const text = stringOf(node)
  return httpMethods.find((method) => method === text?.toUpperCase())
}

export type Names = ReadonlyMap<string, ReadonlyArray<RoutePattern>>

/** The pattern that a node is, by itself or by its name. */
export const patternsOf = (node: unknown, names: Names): ReadonlyArray<RoutePattern> => {
  if (!isNode(node)) return []
  const text = stringOf(node)
  if (text !== undefined) return listOf(fromPath(text))
  const regex = node["regex"] as { readonly pattern?: unknown } | undefined
  if (node.type === "Literal" && typeof regex?.pattern === "string")
    return listOf(fromExpression(regex.pattern))
  const name = nameOf(node)
  return name === undefined ? [] : (names.get(name) ?? [])
}

/** Constants that are a path, or that something was matched against one. */
export const namesIn = (program: SyntaxNode): Names => {
  const names = new Map<string, ReadonlyArray<RoutePattern>>()
  const declared = everything(program)
    .filter(({ type }) => type === "VariableDeclarator")
    .toReversed()
  // What is named by another name comes to it in the next round.
  for (let round = 0; round < 2; round += 1)
    for (const { id, init } of declared) {
      const name = nameOf(id)
      if (name === undefined || !isNode(init)) continue
      const found = [init, ...matchArguments(init)].flatMap((node) => patternsOf(node, names))
      if (found.length > 0) names.set(name, found)
    }
  return names
}

/** What a path is compared with in `regex.exec(path)`, `path.match(regex)`, `matchPath("/rooms/:id", path)`. */
const matchArguments = (node: SyntaxNode): ReadonlyArray<SyntaxNode> => {
  if (node.type !== "CallExpression") return []
  const callee = node["callee"]
  const receiver = isNode(callee) ? nodesOf(callee["object"]) : []
  const called = propertyOf(callee) ?? nameOf(callee) ?? ""
  return /^(?:exec|test|match|matchAll|matches)|match/i.test(called)
    ? [...receiver, ...nodesOf(node["arguments"])]
    : []
}

const listOf = <A>(value: A | undefined): ReadonlyArray<A> => (value === undefined ? [] : [value])
