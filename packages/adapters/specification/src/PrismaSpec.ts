/**
 * Reads the models of a Prisma schema. Knows Prisma's grammar, not what other specifications say.
 */
import type { Diagnostic } from "@layercake/core/proof/Proof"
import {
  type Comment,
  type Field,
  getSchema,
  PrismaParser,
  type Schema,
  VisitorClassFactory
} from "@mrleebo/prisma-ast"
import { Result } from "effect"

export interface PrismaField {
  readonly name: string
  readonly line: number
  /** `relation`: its type is another model. `internal`: clients of the API never see it. */
  readonly role: "scalar" | "relation" | "internal"
  /** It is the id, or part of it, and the database makes its value. */
  readonly generatedId: boolean
}

export interface PrismaModel {
  readonly name: string
  readonly line: number
  readonly fields: ReadonlyArray<PrismaField>
  /** The comments in it and right above it. */
  readonly comments: string
}

export interface PrismaSpec {
  /** Without the models that are marked `@@ignore` or `/// @internal`. */
  readonly models: ReadonlyArray<PrismaModel>
  readonly diagnostics: ReadonlyArray<Diagnostic>
}

export const prismaPath = "specs/schema.prisma"

export const readPrisma = (text: string): PrismaSpec =>
  Result.match(Result.try({ try: () => getSchema(text, { parser, visitor }), catch: parseError }), {
    onFailure: (error) => ({ models: [], diagnostics: [error] }),
    onSuccess: (schema) => {
      const unread = unreadText(text)
      return unread === undefined ? modelsOf(schema, text.split("\n")) : { models: [], diagnostics: [unread] }
    }
  })

const parser = new PrismaParser({ nodeLocationTracking: "full" })
const visitor = new (VisitorClassFactory(parser))()

const modelsOf = (schema: Schema, lines: ReadonlyArray<string>): PrismaSpec => {
  const blocks = schema.list.filter(
    (block) =>
      block.type === "model" || block.type === "view" || block.type === "type" || block.type === "enum"
  )
  const models = blocks.filter((block) => block.type === "model")
  const related = new Set(
    blocks.filter((block) => block.type === "model" || block.type === "view").map((block) => block.name)
  )
  const types = new Set([...scalarTypes, ...blocks.map((block) => block.name)])
  const diagnostics: Array<Diagnostic> = duplicates(blocks.map((block) => block.name)).map((name) =>
    fault("prisma-duplicate", undefined, `${name} is defined twice. Give one of them another name.`)
  )
  const read = models.map((model): PrismaModel & { readonly hidden: boolean } => {
    const line = model.location?.startLine ?? 1
    const compoundId = model.properties.flatMap((property) =>
      property.type === "attribute" && property.name === "id" ? [JSON.stringify(property.args)] : []
    )
    const fields = model.properties.flatMap((property, index) => {
      if (property.type !== "field") return []
      const fieldLine = property.location?.startLine ?? line
      if (typeof property.fieldType === "string" && !types.has(property.fieldType)) {
        diagnostics.push(
          fault(
            "prisma-type",
            fieldLine,
            `${model.name}.${property.name} has the type ${property.fieldType}, which is neither a scalar type nor defined here. Define it or correct its name.`
          )
        )
      }
      const internal = isInternal(property, model.properties[index - 1])
      const isId = has(property, "id") || compoundId.some((ids) => ids.includes(`"${property.name}"`))
      const role = internal ? "internal" : isRelation(property, related) ? "relation" : "scalar"
      return [
        { name: property.name, line: fieldLine, role, generatedId: isId && has(property, "default") } as const
      ]
    })
    diagnostics.push(
      ...duplicates(fields.map((field) => field.name)).map((name) =>
        fault(
          "prisma-duplicate",
          line,
          `${model.name} has two fields named ${name}. Remove one or rename it.`
        )
      )
    )
    const comments = commentsOf(lines, line)
    return { name: model.name, line, fields, comments, hidden: isHidden(model.properties, schema, model) }
  })
  return { models: read.filter((model) => !model.hidden), diagnostics }
}

/** `from`: the line that opens the block, from 1. The parser says where a block begins, not where it ends. */
const commentsOf = (lines: ReadonlyArray<string>, from: number): string => {
  const end = lines.findIndex((line, index) => index >= from && /^\s*\}/.test(line))
  let first = from
  while (/^\s*\/\//.test(lines[first - 2] ?? "")) first -= 1
  return lines
    .slice(first - 1, end < 0 ? from : end)
    .map((line) => /\/\/.*$/.exec(line)?.[0] ?? "")
    .join("\n")
}

type Model = Extract<Schema["list"][number], { type: "model" }>

const has = (field: Field, attribute: string) =>
  field.attributes?.some((candidate) => candidate.name === attribute && candidate.group === undefined) ===
  true

const isRelation = (field: Field, related: ReadonlySet<string>) =>
  has(field, "relation") || (typeof field.fieldType === "string" && related.has(field.fieldType))

const internalMark = /^\/\/\/?\s*@internal\b/

const isInternal = (field: Field, above: Model["properties"][number] | undefined) =>
  has(field, "ignore") ||
  typeof field.fieldType !== "string" ||
  internalMark.test(field.comment ?? "") ||
  isInternalComment(above)

const isHidden = (properties: Model["properties"], schema: Schema, model: Model) =>
  properties.some((property) => property.type === "attribute" && property.name === "ignore") ||
  isInternalComment(schema.list[schema.list.indexOf(model) - 1])

const isInternalComment = (node: { readonly type: string } | undefined) =>
  node?.type === "comment" && internalMark.test((node as Comment).text)

/** The parser passes over characters it does not know; they must not be lost. */
const unreadText = (text: string): Diagnostic | undefined => {
  let at = 0
  for (const token of parser.input) {
    const between = text.slice(at, token.startOffset)
    if (between.trim() !== "") break
    at = (token.endOffset ?? token.startOffset) + 1
  }
  const next = /\S+/.exec(text.slice(at))
  if (next === null || parser.input.some((token) => token.startOffset === at + next.index)) return undefined
  const line = text.slice(0, at + next.index).split("\n").length
  return fault("prisma-syntax", line, `"${next[0]}" is not Prisma. Remove or correct it.`)
}

const parseError = (cause: unknown): Diagnostic => {
  const token = (cause as { readonly token?: { readonly startLine?: number } }).token
  const line = typeof token?.startLine === "number" && token.startLine > 0 ? token.startLine : undefined
  const message = cause instanceof Error ? cause.message : String(cause)
  const found = /but found:? (?:-->)?\s*'([^']*)'/.exec(message)?.[1]
  return fault(
    "prisma-syntax",
    line,
    found === undefined
      ? `${prismaPath} cannot be parsed: ${message.split("\n")[0] ?? ""}`
      : `${prismaPath} cannot be parsed at ${placeOf(found)}. Correct the syntax.`
  )
}

const placeOf = (token: string) =>
  token === ""
    ? "its end: something is not closed"
    : token.trim() === ""
      ? "the end of the line"
      : `"${token}"`

const fault = (rule: string, line: number | undefined, message: string): Diagnostic => ({
  severity: "error",
  rule,
  path: prismaPath,
  ...(line === undefined ? {} : { line }),
  message
})

const duplicates = (names: ReadonlyArray<string>) => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index))
]

const scalarTypes = ["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"]
