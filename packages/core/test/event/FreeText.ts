/**
 * Finds the fields of a schema that may hold any text: strings that no pattern and no list of words holds to a form.
 */
import { type Schema, SchemaAST } from "effect"

interface Member {
  readonly fields: { readonly _tag: { readonly schema: { readonly literal: string } } }
  readonly ast: SchemaAST.AST
}

/** As `Tag.field`, with the names of inner fields after further dots. */
export const freeTextOf = (members: ReadonlyArray<Schema.Top & Member>): ReadonlyArray<string> =>
  members.flatMap((member) =>
    Array.from(
      new Set(paths(SchemaAST.toEncoded(member.ast))),
      (path) => `${member.fields._tag.schema.literal}${path}`
    )
  )

const paths = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  switch (ast._tag) {
    case "String":
      return ast.checks?.some((check) => JSON.stringify(check.annotations ?? {}).includes("isPattern")) ===
        true
        ? []
        : [""]
    case "Objects":
      return [
        ...ast.propertySignatures.flatMap(({ name, type }) =>
          paths(type).map((path) => `.${String(name)}${path}`)
        ),
        ...ast.indexSignatures.flatMap(({ type }) => paths(type))
      ]
    case "Arrays":
      return [...ast.elements, ...ast.rest].flatMap(paths)
    case "Union":
      return ast.types.flatMap(paths)
    case "Suspend":
      return paths(ast.thunk())
    default:
      return []
  }
}

/** Names of fields that hold a word of LayerCake's, of a tool or of an adapter in whatever event or command they stand. */
const words = new Set(
  (
    "acceptInconclusive address again author by buildId cause code deployer design diagnostics errorId executor forge " +
    "handle hold id idempotencyKey key kind model name owner path projectType proofId remote removed rule runId sandbox " +
    "source step steps taskId to tools type"
  ).split(" ")
)

export const isWord = (path: string): boolean => words.has(path.split(".").at(-1) ?? "")
