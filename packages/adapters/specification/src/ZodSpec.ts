/**
 * Reads which Zod object schemas a TypeScript file exports and which fields they have, from its syntax alone: the file
 * is never executed.
 */
import type { Diagnostic } from "@layercake/core/proof/Proof"
import { type Expression, parseSync, type Program } from "oxc-parser"
import { type Scope, zodFields } from "./ZodFields.ts"

export interface ZodSchema {
  /** As exported, for example `RoomSchema`. */
  readonly name: string
  readonly line: number
  /** Undefined when it is no object whose fields can be read from the syntax. */
  readonly fields: ReadonlyArray<string> | undefined
  /** Its statement with the comments above it and behind it. */
  readonly source: string
}

export interface ZodSpec {
  readonly schemas: ReadonlyArray<ZodSchema>
  readonly diagnostics: ReadonlyArray<Diagnostic>
}

export const zodPath = "src/validators.ts"

export const readZod = (text: string): ZodSpec => {
  const { program, errors } = parseSync(zodPath, text)
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length
  if (errors.length > 0) {
    return {
      schemas: [],
      diagnostics: errors.map((error) =>
        zodFault(
          "typescript-syntax",
          lineAt(error.labels[0]?.start ?? 0),
          `${error.message.replace(/\.$/, "")}. Correct the TypeScript.`
        )
      )
    }
  }
  const scope = scopeOf(program)
  return {
    schemas: exportsOf(program).map(({ name, local, start }) => {
      const init = local === undefined ? undefined : scope.constants.get(local)
      return {
        name,
        line: lineAt(start),
        fields: init === undefined ? undefined : zodFields(init, scope),
        source: sourceAt(program, text, start)
      }
    }),
    diagnostics:
      scope.zod.size > 0
        ? []
        : [
            zodFault(
              "zod-import",
              1,
              `${zodPath} does not import Zod. Begin it with \`import { z } from "zod"\`.`
            )
          ]
  }
}

export const zodFault = (rule: string, line: number, message: string): Diagnostic => ({
  severity: "error",
  rule,
  path: zodPath,
  line,
  message
})

/** From the line after the statement before to the end of the line in which this one ends. */
const sourceAt = (program: Program, text: string, offset: number): string => {
  const index = program.body.findIndex((statement) => statement.start <= offset && offset < statement.end)
  const lineEnd = (end: number) => (text.indexOf("\n", end) + 1 || text.length + 1) - 1
  const before = program.body[index - 1]
  const own = program.body[index]
  return text.slice(before === undefined ? 0 : lineEnd(before.end), own === undefined ? 0 : lineEnd(own.end))
}

const scopeOf = (program: Program): Scope => {
  const zod = new Set<string>()
  const constants = new Map<string, Expression>()
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration" && /^zod(?:\/|$)/.test(statement.source.value)) {
      for (const specifier of statement.specifiers) {
        const isNamespace = specifier.type !== "ImportSpecifier" || nameOf(specifier.imported) === "z"
        if (isNamespace) zod.add(specifier.local.name)
      }
    }
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
    if (declaration?.type !== "VariableDeclaration") continue
    for (const { id, init } of declaration.declarations) {
      if (id.type === "Identifier" && init !== null) constants.set(id.name, init)
    }
  }
  return { zod, constants }
}

interface Exported {
  readonly name: string
  /** Undefined when it comes from another file. */
  readonly local: string | undefined
  readonly start: number
}

const exportsOf = (program: Program): ReadonlyArray<Exported> =>
  program.body.flatMap((statement): ReadonlyArray<Exported> => {
    if (statement.type !== "ExportNamedDeclaration" || statement.exportKind === "type") return []
    const declared =
      statement.declaration?.type === "VariableDeclaration" ? statement.declaration.declarations : []
    return [
      ...declared.flatMap(({ id, start }) =>
        id.type === "Identifier" ? [{ name: id.name, local: id.name, start }] : []
      ),
      ...statement.specifiers.map((specifier) => ({
        name: nameOf(specifier.exported),
        local: statement.source === null ? nameOf(specifier.local) : undefined,
        start: specifier.start
      }))
    ]
  })

const nameOf = (name: { readonly name: string } | { readonly value: string }) =>
  "name" in name ? name.name : name.value
