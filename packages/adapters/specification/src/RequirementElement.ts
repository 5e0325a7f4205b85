/**
 * Which element of the specifications says that it serves which requirement. Reads nothing itself; whether enough is
 * covered is for `SpecificationAgreement`.
 *
 * An operation or component schema says so by `x-requirements: [FR-1]` or in its title, summary or description; a Prisma
 * model in comments on and above it; a Zod schema in its statement and the comments above it; the architecture document
 * by mentioning it, for what no element stands for.
 */
import { mentionedRequirements } from "@layercake/core/check/RequirementList"
import type { RequirementTrace, SpecificationElement } from "@layercake/core/requirement/Requirement"
import { RequirementId } from "@layercake/core/requirement/Requirement"
import { FilePath } from "@layercake/core/tree/Tree"
import type { OpenApiSpec } from "./OpenApiSpec.ts"
import { openApiPath } from "./OpenApiSpec.ts"
import { type PrismaSpec, prismaPath } from "./PrismaSpec.ts"
import { zodPath, type ZodSpec } from "./ZodSpec.ts"

export const architecturePath = "docs/architecture.md"

export interface RequirementElement extends SpecificationElement {
  /** As written; there may be no such requirement. */
  readonly requirement: string
}

export const elementsOf = (specs: {
  readonly openApi: OpenApiSpec | undefined
  readonly prisma: PrismaSpec | undefined
  readonly zod: ZodSpec | undefined
  readonly architecture: string | undefined
}): ReadonlyArray<RequirementElement> => {
  const named = (
    kind: SpecificationElement["kind"],
    path: string,
    { line, name }: { readonly name: string; readonly line: number },
    requirements: ReadonlyArray<string>
  ) => requirements.map((requirement) => ({ requirement, kind, name, path: FilePath.make(path), line }))
  const { architecture, openApi, prisma, zod } = specs
  return [
    ...(openApi?.operations ?? []).flatMap((operation) =>
      named("operation", openApiPath, operation, operation.requirements ?? [])
    ),
    ...(openApi?.schemas ?? []).flatMap((schema) =>
      named("schema", openApiPath, schema, schema.requirements ?? [])
    ),
    ...(prisma?.models ?? []).flatMap((model) =>
      named("model", prismaPath, model, mentionedRequirements(model.comments))
    ),
    ...(zod?.schemas ?? []).flatMap((schema) =>
      named("validator", zodPath, schema, mentionedRequirements(schema.source))
    ),
    ...mentionedRequirements(architecture ?? "").map((requirement) => ({
      requirement,
      kind: "architecture" as const,
      name: architecturePath,
      path: FilePath.make(architecturePath),
      line: lineOf(architecture ?? "", requirement)
    }))
  ]
}

/** As the log keeps them: without those that name no requirement of the document. */
export const elementTrace = (
  elements: ReadonlyArray<RequirementElement>,
  requirements: ReadonlyArray<{ readonly id: string }>
): RequirementTrace => ({
  elements: elements
    .filter(({ requirement }) => requirements.some(({ id }) => id === requirement))
    .map((element) => ({ ...element, requirement: RequirementId.make(element.requirement) }))
})

const lineOf = (text: string, id: string): number =>
  text.split("\n").findIndex((line) => mentionedRequirements(line).includes(id)) + 1
