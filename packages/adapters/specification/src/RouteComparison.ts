/**
 * Routes that a program tells apart by conditions: `if (method === "GET" && path === "/rooms")`, the same in two steps,
 * and `switch`. A method and a path in one condition are a route for certain; in conditions around each other likely.
 */
import type { FoundRoute, RoutePattern } from "./RoutePattern.ts"
import {
  childrenOf,
  everything,
  methodOf,
  type Names,
  nodesOf,
  patternsOf,
  propertyOf,
  type SyntaxNode
} from "./RouteSyntax.ts"

interface Around {
  readonly methods: ReadonlyArray<string>
  readonly patterns: ReadonlyArray<RoutePattern>
}

export const comparedRoutes = (program: SyntaxNode, names: Names): ReadonlyArray<FoundRoute> => {
  const found: Array<FoundRoute> = []
  visit(program, { methods: [], patterns: [] }, names, found)
  return found
}

const visit = (node: SyntaxNode, around: Around, names: Names, found: Array<FoundRoute>): void => {
  const condition = conditionOf(node)
  if (condition === undefined) {
    for (const child of childrenOf(node)) visit(child, around, names, found)
    return
  }
  const { inside, others, test } = condition
  const own = test === undefined ? { methods: [], patterns: [] } : comparedIn(test, names)
  tell(node.start, own, around, found)
  const within = {
    methods: own.methods.length > 0 ? own.methods : around.methods,
    patterns: own.patterns.length > 0 ? own.patterns : around.patterns
  }
  for (const child of inside) visit(child, within, names, found)
  for (const child of others) visit(child, around, names, found)
}

const tell = (start: number, own: Around, around: Around, found: Array<FoundRoute>): void => {
  if (own.methods.length === 0 && own.patterns.length === 0) return
  const certain = own.methods.length > 0 && own.patterns.length > 0
  const methods = own.methods.length > 0 ? own.methods : around.methods
  const patterns = own.patterns.length > 0 ? own.patterns : around.patterns
  for (const pattern of patterns)
    for (const method of methods.length > 0 ? methods : ["ANY"])
      found.push({
        method,
        pattern,
        certain: certain && (own.methods.length === 1 || own.patterns.length === 1),
        start
      })
}

/** What is tested, what runs then, and what else is in it. */
const conditionOf = (node: SyntaxNode) => {
  if (node.type === "IfStatement" || node.type === "ConditionalExpression")
    return {
      test: nodesOf(node["test"])[0],
      inside: nodesOf(node["consequent"]),
      others: nodesOf(node["alternate"])
    }
  if (node.type === "SwitchCase")
    return { test: nodesOf(node["test"])[0], inside: nodesOf(node["consequent"]), others: [] }
  return undefined
}

/** Methods and paths that something is compared with; not those that it must not be. */
const comparedIn = (test: SyntaxNode, names: Names): Around => {
  const parts = everything(test, false)
  const denied = new Set(
    parts
      .filter(({ operator, type }) => type === "BinaryExpression" && String(operator).startsWith("!"))
      .flatMap((part) => everything(part))
  )
  const isPath = (node: SyntaxNode) => !denied.has(node)
  const told = parts.filter(isPath)
  return {
    methods: [...new Set(told.flatMap((node) => methodOf(node) ?? []))],
    // The beginning of a path is no path.
    patterns: told
      .filter((node) => !told.some((call) => startOf(call).includes(node)))
      .flatMap((node) =>
        node.type === "TemplateLiteral" || node.type === "Literal" || node.type === "Identifier"
          ? patternsOf(node, names)
          : []
      )
  }
}

const startOf = (node: SyntaxNode): ReadonlyArray<SyntaxNode> =>
  node.type === "CallExpression" &&
  /^(?:startsWith|endsWith|includes)$/.test(propertyOf(node["callee"]) ?? "")
    ? nodesOf(node["arguments"])
    : []
