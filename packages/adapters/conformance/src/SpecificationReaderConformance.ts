/**
 * The behaviour every `SpecificationReader` adapter must show. One call per adapter, no copies.
 */
import { assert, it } from "@effect/vitest"
import { SpecificationReader, type SpecificationTexts } from "@layercake/core/port/SpecificationReader"
import { Effect, type Layer } from "effect"

/** Three specifications of one room that say the same. */
export const agreeingSpecifications = {
  openapi: `openapi: 3.1.0
info:
  title: Rooms
  version: 1.0.0
paths:
  /rooms:
    get:
      operationId: listRooms
      x-requirements: [FR-1]
      responses:
        "200":
          description: The rooms
components:
  schemas:
    Room:
      type: object
      properties:
        name:
          type: string
        seats:
          type: integer
`,
  prisma: `model Room {
  name  String @id
  seats Int
}
`,
  zod: `import { z } from "zod"

export const RoomSchema = z.object({
  name: z.string(),
  seats: z.number()
})
`
} satisfies SpecificationTexts

export const suite = <E>(name: string, layer: Layer.Layer<SpecificationReader, E>) =>
  it.layer(layer)(name, (it) => {
    it.effect("names what is in each specification, with its fields, requirements and place", () =>
      Effect.gen(function* () {
        const reader = yield* SpecificationReader
        const interfaces = yield* reader.read("openapi", agreeingSpecifications.openapi)
        assert.deepStrictEqual(interfaces.diagnostics, [])
        assert.deepStrictEqual(
          interfaces.elements.map(({ fields, kind, name, requirements }) => ({
            kind,
            name,
            fields,
            requirements
          })),
          [
            { kind: "operation", name: "GET /rooms", fields: [], requirements: ["FR-1"] },
            { kind: "schema", name: "Room", fields: ["name", "seats"], requirements: [] }
          ]
        )
        const data = yield* reader.read("prisma", agreeingSpecifications.prisma)
        assert.deepStrictEqual(data, {
          kind: "prisma",
          elements: [{ kind: "model", name: "Room", line: 1, fields: ["name", "seats"], requirements: [] }],
          diagnostics: []
        })
        const validators = yield* reader.read("zod", agreeingSpecifications.zod)
        assert.deepStrictEqual(
          validators.elements.map(({ fields, kind, line, name }) => ({ kind, name, line, fields })),
          [{ kind: "validator", name: "RoomSchema", line: 3, fields: ["name", "seats"] }]
        )
      })
    )

    it.effect("says what is wrong with a text that is no specification, and finds nothing in it", () =>
      Effect.gen(function* () {
        const reader = yield* SpecificationReader
        for (const [kind, text] of [
          ["openapi", "openapi: 2.0.0\npaths: {}\n"],
          ["prisma", "model Room {\n  name String @id\n"],
          ["zod", "export const RoomSchema = z.object({\n"]
        ] as const) {
          const { diagnostics, elements } = yield* reader.read(kind, text)
          assert.deepStrictEqual(elements, [], kind)
          assert.isTrue(
            diagnostics.some(({ severity }) => severity === "error"),
            kind
          )
          assert.isTrue(
            diagnostics.every(({ message }) => message !== ""),
            kind
          )
        }
      })
    )

    it.effect("finds no disagreement where there is none, and each that there is", () =>
      Effect.gen(function* () {
        const reader = yield* SpecificationReader
        assert.deepStrictEqual(yield* reader.compare(agreeingSpecifications), [])
        const renamed = agreeingSpecifications.zod.replace("seats", "chairs")
        const other = yield* reader.compare({ ...agreeingSpecifications, zod: renamed })
        assert.deepStrictEqual([...new Set(other.map(({ path }) => path))], ["src/validators.ts"])
        const without = agreeingSpecifications.openapi.replace("Room:", "Hall:")
        const missing = yield* reader.compare({ ...agreeingSpecifications, openapi: without })
        assert.deepStrictEqual(
          missing.map(({ path }) => path),
          ["specs/openapi.yaml"]
        )
      })
    )

    it.effect("compares nothing with what is not there or cannot be read", () =>
      Effect.gen(function* () {
        const reader = yield* SpecificationReader
        const { openapi, prisma } = agreeingSpecifications
        assert.deepStrictEqual(yield* reader.compare({}), [])
        assert.deepStrictEqual(yield* reader.compare({ prisma }), [])
        assert.deepStrictEqual(yield* reader.compare({ openapi, prisma }), [])
        assert.deepStrictEqual(yield* reader.compare({ openapi, prisma, zod: "export const (" }), [])
      })
    )
  })
