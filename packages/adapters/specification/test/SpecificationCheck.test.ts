import { assert, describe, it } from "@effect/vitest"
import { checker } from "@layercake/specification/SpecificationCheck"
import { Effect } from "effect"
import { agreeing, openApi, prisma, treeOf, zod } from "./SpecifiedTree.ts"

const diagnose = (changes: Record<string, string | undefined>) =>
  Effect.map(checker.check(treeOf(changes)), (report) =>
    report.diagnostics.map(({ severity, rule, path, line }) => `${severity} ${rule} ${path}:${line ?? "-"}`)
  )
const finds = (
  name: string,
  changes: Record<string, string | undefined>,
  ...expected: ReadonlyArray<string>
) =>
  it.effect(name, () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* diagnose(changes), [...expected])
    })
  )
const withOpenApi = (before: string, after: string) => ({
  "specs/openapi.yaml": openApi.replace(before, after)
})
const withPrisma = (before: string, after: string) => ({
  "specs/schema.prisma": prisma.replace(before, after)
})
const withZod = (before: string, after: string) => ({ "src/validators.ts": zod.replace(before, after) })

describe("SpecificationCheck", () => {
  it.effect("passes specifications that parse, agree and cover the requirements", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(treeOf())

      assert.strictEqual(report.outcome, "passed", report.summary)
      assert.deepStrictEqual(report.counts, {
        models: 2,
        fields: 10,
        operations: 2,
        requirements: 3,
        "requirements.covered": 3,
        errors: 0,
        warnings: 0
      })
      assert.match(report.tools["oxc-parser"] ?? "", /^\d+\.\d+\.\d+$/)
    })
  )

  for (const path of Object.keys(agreeing)) {
    it.effect(`names ${path} when it is missing`, () =>
      Effect.gen(function* () {
        const report = yield* checker.check(treeOf({ [path]: undefined }))

        assert.strictEqual(report.outcome, "failed")
        assert.include(
          report.diagnostics.map((diagnostic) => `${diagnostic.rule} ${diagnostic.path}`),
          `missing-file ${path}`
        )
      })
    )
  }

  describe("OpenAPI", () => {
    finds(
      "points at the line of a YAML error",
      withOpenApi("  version: 1.0.0", "  version: 1.0.0: x"),
      "error yaml-syntax specs/openapi.yaml:4"
    )
    finds(
      "points at a key that is there twice",
      withOpenApi("  version: 1.0.0", "  version: 1.0.0\n  version: 2.0.0"),
      "error yaml-syntax specs/openapi.yaml:5"
    )
    finds(
      "refuses another version",
      withOpenApi("openapi: 3.1.0", "openapi: 3.0.3"),
      "error openapi-version specs/openapi.yaml:1"
    )
    finds(
      "refuses what is no document",
      { "specs/openapi.yaml": "just text" },
      "error openapi-shape specs/openapi.yaml:1"
    )
    finds("refuses an empty file", { "specs/openapi.yaml": "" }, "error openapi-shape specs/openapi.yaml:1")
    finds(
      "points at what the schema of OpenAPI does not allow",
      withOpenApi("          description: The rooms\n", ""),
      "error openapi-schema specs/openapi.yaml:11"
    )
    finds(
      "points at an unknown key",
      withOpenApi("  title: Room", "  colour: red\n  title: Room"),
      "error openapi-schema specs/openapi.yaml:2"
    )
    finds(
      "points at a reference that leads nowhere",
      withOpenApi("schemas/Room", "schemas/Rom"),
      "error openapi-reference specs/openapi.yaml:18"
    )
    finds(
      "refuses a reference out of the file",
      withOpenApi("#/components/schemas/Room", "rooms.yaml#/Room"),
      "error openapi-reference specs/openapi.yaml:18"
    )
    finds(
      "refuses a bomb of aliases",
      {
        "specs/openapi.yaml": `openapi: 3.1.0\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c]\n`
      },
      "error openapi-shape specs/openapi.yaml:1"
    )
    finds(
      "asks for an operationId",
      withOpenApi("      operationId: listRooms\n", ""),
      "error operation-id specs/openapi.yaml:7"
    )
    finds(
      "refuses an operationId that another operation has",
      withOpenApi("operationId: book", "operationId: listRooms"),
      "error operation-id specs/openapi.yaml:20"
    )
    finds(
      "asks for x-requirements",
      withOpenApi("      x-requirements: [FR-1]\n", ""),
      "error operation-requirements specs/openapi.yaml:7",
      "error requirement-uncovered docs/prd.md:5"
    )
    finds(
      "refuses empty x-requirements",
      withOpenApi("[FR-1]", "[]"),
      "error operation-requirements specs/openapi.yaml:7",
      "error requirement-uncovered docs/prd.md:5"
    )
    finds(
      "refuses a requirement that does not exist",
      withOpenApi("[FR-1]", "[FR-1, FR-11]"),
      "error operation-requirements specs/openapi.yaml:7"
    )
  })

  describe("Prisma", () => {
    finds(
      "points at a syntax error",
      withPrisma("model Booking {", "model Booking"),
      "error prisma-syntax specs/schema.prisma:26"
    )
    finds(
      "points at characters the grammar does not know",
      withPrisma("  start  DateTime", "  start $ DateTime"),
      "error prisma-syntax specs/schema.prisma:30"
    )
    finds(
      "says so when something is not closed",
      withPrisma("  @@ignore\n}\n", "  @@ignore\n"),
      "error prisma-syntax specs/schema.prisma:-"
    )
    finds(
      "points at an unknown type",
      withPrisma("  start  DateTime", "  start  Datetime"),
      "error prisma-type specs/schema.prisma:30"
    )
    finds(
      "finds a model that is there twice",
      withPrisma("model Lock", "model Room"),
      "error prisma-duplicate specs/schema.prisma:-"
    )
    finds(
      "warns of a schema without models",
      { "specs/schema.prisma": "" },
      "warning nothing-found specs/schema.prisma:-"
    )
  })

  describe("Zod", () => {
    finds(
      "points at a syntax error",
      withZod("= Times.extend({", "= Times.extend({{"),
      "error typescript-syntax src/validators.ts:11"
    )
    finds(
      "asks for the import of Zod",
      withZod('from "zod"', 'from "not-zod"'),
      "error zod-import src/validators.ts:1"
    )
    finds(
      "refuses a schema whose fields cannot be read",
      withZod("= Times.extend({", "= make({"),
      "error zod-fields src/validators.ts:11"
    )
    finds(
      "reads an export list",
      withZod("export const RoomSchema = z", "export { Room as RoomSchema }\nconst Room = z")
    )
    finds(
      "reads merge, pick, omit and type annotations",
      withZod(
        "= Times.extend(",
        "= (Times.merge(z.object({ no: z.any() })) satisfies unknown as any).omit({ no: true }).partial().extend("
      )
    )
    finds(
      "does not read an export of another file",
      withZod("export const RoomSchema = z", 'export { Room as RoomSchema } from "./room"\nconst Room = z'),
      "error zod-fields src/validators.ts:5"
    )
    finds(
      "does not loop on schemas that refer to each other",
      withZod("const Times = z.object({", "const Times = BookingSchema.extend({"),
      "error zod-fields src/validators.ts:11"
    )
  })

  describe("agreement", () => {
    finds(
      "finds a model without component schema",
      {
        "specs/openapi.yaml": openApi
          .replaceAll("schemas/Room", "schemas/Chamber")
          .replace("    Room:\n", "    Chamber:\n")
      },
      "error openapi-model specs/openapi.yaml:-"
    )
    finds(
      "finds a model without Zod schema",
      withZod("RoomSchema", "ChamberSchema"),
      "error zod-model src/validators.ts:-"
    )
    finds(
      "finds a field that OpenAPI lacks",
      withOpenApi("        name: { type: string }\n", ""),
      "error openapi-fields specs/openapi.yaml:36"
    )
    finds(
      "finds an id that OpenAPI lacks",
      withOpenApi("        id: { type: string }\n    Room", "        nr: { type: string }\n    Room"),
      "error openapi-fields specs/openapi.yaml:43",
      "error openapi-fields specs/openapi.yaml:43"
    )
    finds(
      "finds a field that Prisma lacks",
      withPrisma("  size     Size      @default(SMALL)\n", ""),
      "error openapi-fields specs/openapi.yaml:36",
      "error zod-fields src/validators.ts:5"
    )
    finds(
      "finds a field that Zod lacks",
      withZod(', "size": z.enum(["SMALL", "LARGE"])', ""),
      "error zod-fields src/validators.ts:5"
    )
    finds(
      "lets Zod leave out only ids that the database makes",
      withPrisma("id       String    @id @default(cuid())", "id       String    @id"),
      "error zod-fields src/validators.ts:5"
    )
    finds(
      "finds an internal field that leaves the server",
      withZod("...base", "...base, doorCode: z.string()"),
      "error zod-fields src/validators.ts:5"
    )
    finds(
      "finds a field that is spelled differently",
      withZod("roomId", "room_id"),
      "error zod-fields src/validators.ts:11",
      "error zod-fields src/validators.ts:11"
    )
  })

  describe("coverage", () => {
    finds(
      "finds a requirement that nothing serves or mentions",
      { "docs/architecture.md": "# Architecture\n\nSee FR-30.\n" },
      "error requirement-uncovered docs/prd.md:7"
    )
    finds(
      "does not pass without requirements",
      { "docs/prd.md": "# Nothing\n" },
      "error operation-requirements specs/openapi.yaml:7",
      "error operation-requirements specs/openapi.yaml:20",
      "error nothing-found docs/prd.md:-"
    )
  })

  it.effect("says in each message what to do", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(treeOf(withZod(', "size": z.enum(["SMALL", "LARGE"])', "")))

      assert.strictEqual(
        report.summary,
        "RoomSchema lacks the field size of the model Room (specs/schema.prisma, line 19). Add it, or mark it `/// @internal` there if it must not leave the server."
      )
    })
  )
})
