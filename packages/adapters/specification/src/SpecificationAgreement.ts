/**
 * Whether data model, interface and validators say the same, and together cover the requirements. Compares what the
 * readers read; reads nothing itself.
 *
 * Every Prisma model needs an OpenAPI component schema of its name and a Zod schema `<Model>Schema`, with its fields
 * by name. Relation fields may be in either or left out. An id that the database makes may be left out of the Zod
 * schema, which judges input. What is marked `/// @internal`, `@ignore` or `Unsupported` in Prisma must be in neither.
 */
import type { Requirement } from "@layercake/core/check/RequirementList"
import { requirementsPath } from "@layercake/core/check/RequirementListing"
import type { Diagnostic } from "@layercake/core/proof/Proof"
import { openApiFault, type OpenApiOperation, openApiPath, type OpenApiSchema } from "./OpenApiSpec.ts"
import type { PrismaField, PrismaModel } from "./PrismaSpec.ts"
import { prismaPath } from "./PrismaSpec.ts"
import { architecturePath, type RequirementElement } from "./RequirementElement.ts"
import { zodFault, zodPath, type ZodSchema } from "./ZodSpec.ts"

export const modelDisagreements = (
  models: ReadonlyArray<PrismaModel>,
  components: ReadonlyArray<OpenApiSchema>,
  validators: ReadonlyArray<ZodSchema>
): ReadonlyArray<Diagnostic> =>
  models.flatMap((model) => {
    const component = components.find(({ name }) => name === model.name)
    const validator = validators.find(({ name }) => name === `${model.name}Schema`)
    return [
      ...(component === undefined
        ? [
            absent(
              "openapi-model",
              openApiPath,
              model,
              `has no component schema ${model.name}`,
              `Add \`components.schemas.${model.name}\` with the fields ${names(model.fields)}.`
            )
          ]
        : differences(model, component.fields, () => false).map((text) =>
            openApiFault("openapi-fields", component.line, `The component schema ${component.name} ${text}`)
          )),
      ...(validator === undefined
        ? [
            absent(
              "zod-model",
              zodPath,
              model,
              `does not export ${model.name}Schema`,
              `Add \`export const ${model.name}Schema = z.object({ ... })\` with the fields ${names(model.fields)}.`
            )
          ]
        : differences(model, validator.fields, (field) => field.generatedId).map((text) =>
            zodFault("zod-fields", validator.line, `${validator.name} ${text}`)
          ))
    ]
  })

export const operationFaults = (
  operations: ReadonlyArray<OpenApiOperation>,
  requirements: ReadonlyArray<Requirement>
): ReadonlyArray<Diagnostic> =>
  operations.flatMap(({ line, name, operationId, requirements: named }) => {
    const first = operations.find((other) => other.operationId === operationId)
    const unknown = named?.filter((id) => !requirements.some((requirement) => requirement.id === id)) ?? []
    return [
      ...(operationId === undefined
        ? [
            openApiFault(
              "operation-id",
              line,
              `${name} has no operationId. Give it a name such as \`listRooms\`.`
            )
          ]
        : first?.name === name
          ? []
          : [
              openApiFault(
                "operation-id",
                line,
                `${name} has the operationId ${operationId} of ${first?.name ?? "another operation"}. Give it another one.`
              )
            ]),
      ...(named === undefined || named.length === 0
        ? [
            openApiFault(
              "operation-requirements",
              line,
              `${name} names no requirement. Add \`x-requirements: [FR-1]\` with the requirements it serves.`
            )
          ]
        : unknown.map((id) =>
            openApiFault(
              "operation-requirements",
              line,
              `${name} names ${id}, which ${requirementsPath} does not have. Name an existing requirement.`
            )
          ))
    ]
  })

/** Requirements that an element of a specification stands for, that are qualities, or that are not built for a reason. */
export const coveredRequirements = (
  requirements: ReadonlyArray<Requirement>,
  elements: ReadonlyArray<RequirementElement>
): ReadonlyArray<Requirement> => {
  const covered = new Set(elements.map(({ requirement }) => requirement))
  return requirements.filter(
    ({ excluded, id, nonFunctional }) =>
      covered.has(id) || nonFunctional || (excluded !== null && excluded !== "")
  )
}

export const uncovered = (requirement: Requirement): Diagnostic => ({
  severity: "error",
  rule: "requirement-uncovered",
  path: requirementsPath,
  line: requirement.line,
  message: `${requirement.id} is served by no operation of ${openApiPath} and not mentioned in ${architecturePath}, nor in a comment of a model or validator. Name it in an operation's \`x-requirements\`, or say in the architecture how it is met.`
})

const differences = (
  model: PrismaModel,
  fields: ReadonlyArray<string> | undefined,
  optional: (field: PrismaField) => boolean
): ReadonlyArray<string> => {
  if (fields === undefined) {
    return [`has no fields that can be read. Write it as one object with the fields ${names(model.fields)}.`]
  }
  const missing = model.fields.filter(
    (field) => field.role === "scalar" && !optional(field) && !fields.includes(field.name)
  )
  const extra = fields.filter((name) => !model.fields.some((field) => field.name === name))
  const internal = model.fields.filter((field) => field.role === "internal" && fields.includes(field.name))
  return [
    ...missing.map(
      (field) =>
        `lacks the field ${field.name} of the model ${model.name} (${prismaPath}, line ${field.line}). Add it, or mark it \`/// @internal\` there if it must not leave the server.`
    ),
    ...extra.map(
      (name) =>
        `has a field ${name} that the model ${model.name} lacks (${prismaPath}, line ${model.line}). Add it there or remove it here.`
    ),
    ...internal.map(
      (field) =>
        `has the field ${field.name}, which ${prismaPath} keeps internal (line ${field.line}). Remove it here.`
    )
  ]
}

const absent = (
  rule: string,
  path: string,
  model: PrismaModel,
  what: string,
  instruction: string
): Diagnostic => ({
  severity: "error",
  rule,
  path,
  message: `${path} ${what} for the model in ${prismaPath}, line ${model.line}. ${instruction}`
})

const names = (fields: ReadonlyArray<PrismaField>) =>
  fields
    .filter((field) => field.role === "scalar")
    .map((field) => field.name)
    .join(", ")
