/**
 * The description of the API: valid by an independent validator, whole, and the one in the repository. After a change of the
 * catalogue: `UPDATE_OPENAPI=1 vitest run --project apps/server OpenApiDocument`.
 */
import { assert, it } from "@effect/vitest"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Effect } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { pathOf } from "../../src/http/ApiRoute.ts"
import * as OpenApiDocument from "../../src/http/OpenApiDocument.ts"
import { operations } from "../../src/http/OperationEntry.ts"
import { aliases, fieldsOfPath } from "../../src/http/RestAlias.ts"
import * as ScalarQuery from "../../src/http/ScalarQuery.ts"

const document = OpenApiDocument.make() as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}
/** A path or a schema is a line, so that a change shows where it is. */
const inLines = (record: Readonly<Record<string, unknown>>): string =>
  `{\n${Object.entries(record)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(",\n")}\n}`

const { components, paths, ...head } = document
const { schemas, ...otherComponents } = components
const text = `{"head":${JSON.stringify(head)},\n"paths":${inLines(paths)},\n"components":${JSON.stringify(otherComponents)},\n"schemas":${inLines(schemas)}}\n`

const parsed = (given: string) => JSON.parse(given)
/** As it goes over the wire. */
const plain = (value: object) => parsed(JSON.stringify(value))
const textOf = (value: unknown) => (JSON.stringify(value, null, 1) ?? "").slice(0, 3000)

it.effect("is valid OpenAPI 3.1", () =>
  Effect.gen(function* () {
    const validator = new Validator()
    const { errors, valid } = yield* Effect.promise(() => validator.validate(plain(document)))
    assert.isTrue(valid, textOf(errors))
    assert.strictEqual(validator.version, "3.1")
  })
)

it("has every operation and every alias, each under a name of its own", () => {
  for (const entry of operations)
    assert.strictEqual(document.paths[pathOf(entry)]?.["post"]?.operationId, entry.tag)
  for (const { method, operation, path } of aliases)
    assert.isDefined(
      document.paths[path.replaceAll(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()],
      `${method} ${path} for ${operation}`
    )
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId)
  )
  assert.sameMembers(ids, Array.from(new Set(ids)))
})

it("gives in the path of an alias only what the operation takes", () => {
  for (const { entry, path } of aliases) {
    const fields = ScalarQuery.namesOf(entry)
    for (const name of fieldsOfPath(path)) assert.include(fields, name, `${path} for ${entry.tag}`)
  }
})

it("refers only to what it has", () => {
  const schemas = new Set(Object.keys(document.components.schemas))
  for (const [, name = ""] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    assert.isTrue(schemas.has(name), name)
  assert.notInclude(text, "#/$defs/")
})

it("is the one in the repository", () => {
  const path = `${import.meta.dirname}/sample/openapi.json`
  if (process.env["UPDATE_OPENAPI"] !== undefined) writeFileSync(path, text)
  assert.deepStrictEqual(parsed(readFileSync(path, "utf8")), parsed(text))
})
