/**
 * The OpenAPI 3.1 document of the HTTP face, made from the catalogue alone: every operation, and the paths of `RestAlias`.
 */
import packageJson from "../../package.json" with { type: "json" }
import { pathOf } from "./ApiRoute.ts"
import { aliasItem, itemOf } from "./OpenApiOperation.ts"
import { problemResponses, problemSchema } from "./OpenApiProblem.ts"
import { derived, type Part } from "./OpenApiSchemas.ts"
import { operations } from "./OperationEntry.ts"
import { aliases } from "./RestAlias.ts"

export const make = (): Part => {
  const { byTag, definitions } = derived()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const entry of operations) paths[pathOf(entry)] = { ...itemOf(entry, byTag.get(entry.tag)!) }
  for (const alias of aliases) {
    const path = alias.path.replaceAll(/:(\w+)/g, "{$1}")
    const methods = (paths[path] ??= {})
    methods[alias.method.toLowerCase()] ??= aliasItem(alias, byTag.get(alias.entry.tag)!, definitions)
  }
  const toolsets = Array.from(new Set(operations.map(({ toolset }) => toolset)))
  return {
    openapi: "3.1.0",
    info: {
      title: "LayerCake",
      version: packageJson.version,
      description: "Everything that can be asked of LayerCake, derived from its catalogue of operations.",
      license: { name: "MIT", identifier: "MIT" }
    },
    servers: [{ url: "/" }],
    tags: toolsets.map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...definitions, Problem: problemSchema },
      responses: problemResponses,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "Access token of a log-in, or an API token" }
      }
    }
  }
}
