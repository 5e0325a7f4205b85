/**
 * The proof `specifications`: OpenAPI, Prisma and Zod parse with their real parsers, agree with each other and cover
 * the requirements. Executes nothing of the project.
 */
import { judge, missingFile, textOf, timed } from "@layercake/core/check/CheckReport"
import { requirementsPath } from "@layercake/core/check/RequirementListing"
import { parseRequirements } from "@layercake/core/check/RequirementList"
import type { Checker, CheckInput } from "@layercake/core/port/Checkers"
import { type Diagnostic, ProofKind } from "@layercake/core/proof/Proof"
import prismaPackage from "@mrleebo/prisma-ast/package.json" with { type: "json" }
import validatorPackage from "@seriousme/openapi-schema-validator/package.json" with { type: "json" }
import { Effect, Option } from "effect"
import oxcPackage from "oxc-parser/package.json" with { type: "json" }
import yamlPackage from "yaml/package.json" with { type: "json" }
import { openApiPath, readOpenApi } from "./OpenApiSpec.ts"
import { prismaPath, readPrisma } from "./PrismaSpec.ts"
import { architecturePath, elementsOf, elementTrace } from "./RequirementElement.ts"
import {
  coveredRequirements,
  modelDisagreements,
  operationFaults,
  uncovered
} from "./SpecificationAgreement.ts"
import { readZod, zodPath } from "./ZodSpec.ts"

export const checker: Checker = {
  kind: ProofKind.make("specifications"),
  check: (input) => timed(checkSpecifications(input))
}

const checkSpecifications = Effect.fn("SpecificationCheck.check")(function* (input: CheckInput) {
  const documents = yield* Effect.all({
    openApi: textOf(input, openApiPath),
    prisma: textOf(input, prismaPath),
    zod: textOf(input, zodPath),
    requirements: textOf(input, requirementsPath),
    architecture: textOf(input, architecturePath)
  })
  const openApi = Option.isSome(documents.openApi) ? yield* readOpenApi(documents.openApi.value) : undefined
  const prisma = Option.getOrUndefined(Option.map(documents.prisma, readPrisma))
  const zod = Option.getOrUndefined(Option.map(documents.zod, readZod))
  const { requirements } = parseRequirements(Option.getOrElse(documents.requirements, () => ""))
  const architecture = Option.getOrUndefined(documents.architecture)

  const models = prisma?.models ?? []
  const operations = openApi?.operations ?? []
  const elements = elementsOf({ openApi, prisma, zod, architecture })
  const covered = coveredRequirements(requirements, elements)
  const parsed = [openApi, prisma, zod].every((spec) => spec?.diagnostics.length === 0)
  const coverable = openApi?.diagnostics.length === 0 && architecture !== undefined
  const diagnostics: ReadonlyArray<Diagnostic> = [
    ...missing(documents),
    ...[openApi, prisma, zod].flatMap((spec) => spec?.diagnostics ?? []),
    ...(parsed ? modelDisagreements(models, openApi?.schemas ?? [], zod?.schemas ?? []) : []),
    ...(Option.isSome(documents.requirements) ? operationFaults(operations, requirements) : []),
    ...(Option.isSome(documents.requirements) && requirements.length === 0 ? [noRequirement] : []),
    ...(coverable ? requirements.filter((requirement) => !covered.includes(requirement)).map(uncovered) : []),
    ...(parsed && models.length === 0 ? [nothing(prismaPath, "model")] : []),
    ...(parsed && operations.length === 0 ? [nothing(openApiPath, "operation")] : [])
  ]
  const verdict = judge({
    passed: `${models.length} models and ${operations.length} operations parse, agree and cover all ${requirements.length} requirements.`,
    counts: {
      models: models.length,
      fields: models.reduce((sum, model) => sum + model.fields.length, 0),
      operations: operations.length,
      requirements: requirements.length,
      "requirements.covered": covered.length
    },
    tools,
    diagnostics
  })
  return Option.isSome(documents.requirements)
    ? { ...verdict, trace: elementTrace(elements, requirements) }
    : verdict
})

const missing = (
  documents: Record<keyof typeof instructions, Option.Option<string>>
): ReadonlyArray<Diagnostic> =>
  Object.entries(instructions).flatMap(([name, [path, instruction]]) =>
    Option.isNone(documents[name as keyof typeof instructions]) ? [missingFile(path, instruction)] : []
  )

const instructions = {
  openApi: [openApiPath, "Describe every operation in OpenAPI 3.1."],
  prisma: [prismaPath, "Describe the data as Prisma models."],
  zod: [zodPath, "Export a Zod schema `<Model>Schema` for every model."],
  requirements: [requirementsPath, "Without it nobody can say what the specifications have to cover."],
  architecture: [
    architecturePath,
    "Describe the architecture and mention the requirements that no operation serves."
  ]
} as const

const nothing = (path: string, what: string): Diagnostic => ({
  severity: "warning",
  rule: "nothing-found",
  path,
  message: `${path} defines no ${what}, so there was nothing to compare. See that this is meant.`
})

const noRequirement: Diagnostic = {
  severity: "error",
  rule: "nothing-found",
  path: requirementsPath,
  message: `${requirementsPath} has no requirement that the specifications could cover. Write each as \`- **FR-1** text\`.`
}

const tools = {
  "@seriousme/openapi-schema-validator": validatorPackage.version,
  "@mrleebo/prisma-ast": prismaPackage.version,
  "oxc-parser": oxcPackage.version,
  yaml: yamlPackage.version
}
