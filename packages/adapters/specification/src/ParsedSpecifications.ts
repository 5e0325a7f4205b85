/**
 * Reads specifications with their real parsers, for those who look at them. What a gate asks for is `SpecificationCheck`'s.
 */
import { mentionedRequirements } from "@layercake/core/check/RequirementList"
import type { SpecificationKind } from "@layercake/core/document/Document"
import {
  SpecificationReader,
  type SpecificationReading,
  type SpecificationTexts,
  type SpecifiedElement
} from "@layercake/core/port/SpecificationReader"
import type { Diagnostic } from "@layercake/core/proof/Proof"
import { Effect, Layer } from "effect"
import { openApiPath, readOpenApi } from "./OpenApiSpec.ts"
import { prismaPath, readPrisma } from "./PrismaSpec.ts"
import { modelDisagreements } from "./SpecificationAgreement.ts"
import { readZod, zodPath } from "./ZodSpec.ts"

const element = (
  kind: SpecifiedElement["kind"],
  { line, name }: { readonly name: string; readonly line: number },
  fields: ReadonlyArray<string> = [],
  requirements: ReadonlyArray<string> = []
): SpecifiedElement => ({ kind, name, line, fields, requirements })

const readers: {
  readonly [Kind in SpecificationKind]: (
    text: string
  ) => Effect.Effect<Omit<SpecificationReading, "kind">, Effect.Error<ReturnType<typeof readOpenApi>>>
} = {
  openapi: (text) =>
    Effect.map(readOpenApi(text), ({ diagnostics, operations, schemas }) => ({
      elements: [
        ...operations.map((operation) => element("operation", operation, [], operation.requirements)),
        ...schemas.map((schema) => element("schema", schema, schema.fields, schema.requirements))
      ],
      diagnostics
    })),
  prisma: (text) =>
    Effect.sync(() => {
      const { diagnostics, models } = readPrisma(text)
      return {
        elements: models.map((model) =>
          element(
            "model",
            model,
            model.fields.map(({ name }) => name),
            mentionedRequirements(model.comments)
          )
        ),
        diagnostics
      }
    }),
  zod: (text) =>
    Effect.sync(() => {
      const { diagnostics, schemas } = readZod(text)
      return {
        elements: schemas.map((schema) =>
          element("validator", schema, schema.fields, mentionedRequirements(schema.source))
        ),
        diagnostics
      }
    })
}

const compare = Effect.fnUntraced(function* ({ openapi, prisma, zod }: SpecificationTexts) {
  const interfaces = openapi === undefined ? undefined : yield* readOpenApi(openapi)
  const data = prisma === undefined ? undefined : readPrisma(prisma)
  const validators = zod === undefined ? undefined : readZod(zod)
  if (data === undefined || data.diagnostics.length > 0) return []
  const canBeRead = (spec: { readonly diagnostics: ReadonlyArray<Diagnostic> } | undefined) =>
    spec?.diagnostics.length === 0
  // Against what is not there everything would disagree.
  const without = [
    ...(canBeRead(interfaces) ? [] : [openApiPath]),
    ...(canBeRead(validators) ? [] : [zodPath])
  ]
  return modelDisagreements(data.models, interfaces?.schemas ?? [], validators?.schemas ?? []).filter(
    ({ path }) => path === prismaPath || path === undefined || !without.includes(path)
  )
})

export const reader = SpecificationReader.of({
  read: Effect.fn("ParsedSpecifications.read")(function* (kind, text) {
    return { kind, ...(yield* readers[kind](text)) }
  }),
  compare: Effect.fn("ParsedSpecifications.compare")(compare)
})

export const layer: Layer.Layer<SpecificationReader> = Layer.succeed(SpecificationReader, reader)
