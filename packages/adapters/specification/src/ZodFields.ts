/**
 * Works out the fields of a Zod object schema from the expression that builds it: `z.object({...})` and the methods
 * that add, take away or keep fields. What it does not know has no readable fields.
 */
import type { Argument, CallExpression, Expression, ObjectExpression } from "oxc-parser"

export interface Scope {
  /** Local names under which Zod is imported. */
  readonly zod: ReadonlySet<string>
  /** Expressions by the constant they are bound to. */
  readonly constants: ReadonlyMap<string, Expression>
}

/** In the order of the source; undefined when they cannot be read. */
export const zodFields = (
  expression: Expression,
  scope: Scope,
  seen: ReadonlyArray<unknown> = []
): ReadonlyArray<string> | undefined => {
  const node = resolve(expression, scope)
  if (node?.type !== "CallExpression" || seen.includes(node)) return undefined
  const { callee } = node
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier")
    return undefined
  const [first, second] = node.arguments.map(expressionOf)
  const deeper = (next: Expression | undefined) => next && zodFields(next, scope, [...seen, node])
  const method = callee.property.name
  if (callee.object.type === "Identifier" && scope.zod.has(callee.object.name)) {
    if (builders.has(method)) return objectKeys(first, scope, seen)
    if (method === "lazy") return deeper(lazyBody(node))
    return method === "intersection" ? union(deeper(first), deeper(second)) : undefined
  }
  const base = deeper(callee.object as Expression)
  if (base === undefined) return undefined
  if (keeping.has(method)) return base
  if (method === "extend" || method === "safeExtend" || method === "augment")
    return union(base, objectKeys(first, scope, seen))
  if (method === "merge" || method === "and") return union(base, deeper(first))
  const mask = method === "pick" || method === "omit" ? objectKeys(first, scope, seen) : undefined
  return mask && base.filter((field) => mask.includes(field) === (method === "pick"))
}

const builders = new Set(["object", "strictObject", "looseObject"])

/** Methods after which the fields are the same. */
const keeping = new Set(
  `strict strip loose passthrough catchall partial deepPartial required readonly brand refine superRefine check
   overwrite describe meta register openapi clone optional exactOptional nullable nullish default prefault catch
   transform pipe`.split(/\s+/)
)

const objectKeys = (
  expression: Expression | undefined,
  scope: Scope,
  seen: ReadonlyArray<unknown>
): ReadonlyArray<string> | undefined => {
  const node = expression && resolve(expression, scope)
  if (node === undefined || seen.includes(node)) return undefined
  if (node.type === "MemberExpression") {
    const isShape = !node.computed && node.property.type === "Identifier" && node.property.name === "shape"
    return isShape ? zodFields(node.object as Expression, scope, [...seen, node]) : undefined
  }
  return node.type === "ObjectExpression" ? propertyNames(node, scope, [...seen, node]) : undefined
}

const propertyNames = (node: ObjectExpression, scope: Scope, seen: ReadonlyArray<unknown>) =>
  node.properties.reduce<ReadonlyArray<string> | undefined>((names, property) => {
    if (property.type === "SpreadElement") return union(names, objectKeys(property.argument, scope, seen))
    const { key } = property
    if (!property.computed && key.type === "Identifier") return union(names, [key.name])
    return key.type === "Literal" && typeof key.value === "string" ? union(names, [key.value]) : undefined
  }, [])

const union = (a: ReadonlyArray<string> | undefined, b: ReadonlyArray<string> | undefined) =>
  a === undefined || b === undefined ? undefined : [...new Set([...a, ...b])]

/** Without parentheses and type annotations; a constant is replaced by what it is bound to. */
const resolve = (expression: Expression, scope: Scope): Expression | undefined => {
  let node: Expression | undefined = expression
  for (let steps = 0; node !== undefined && steps < 100; steps++) {
    if (
      node.type === "TSAsExpression" ||
      node.type === "TSSatisfiesExpression" ||
      node.type === "TSNonNullExpression" ||
      node.type === "ParenthesizedExpression"
    ) {
      node = node.expression
    } else if (node.type === "Identifier") {
      node = scope.constants.get(node.name)
    } else return node
  }
  return undefined
}

const expressionOf = (argument: Argument): Expression | undefined =>
  argument.type === "SpreadElement" ? undefined : argument

/** What `z.lazy(() => expression)` returns. */
const lazyBody = (call: CallExpression): Expression | undefined => {
  const [argument] = call.arguments
  if (argument?.type !== "ArrowFunctionExpression") return undefined
  return argument.body?.type === "BlockStatement" ? undefined : (argument.body as Expression)
}
