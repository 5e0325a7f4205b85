import { assert, describe, it } from "@effect/vitest"
import { checker } from "@layercake/specification/SpecificationCheck"
import { Effect } from "effect"
import { agreeing, openApi, prisma, treeOf, zod } from "./SpecifiedTree.ts"

const traced = (changes: Record<string, string>) =>
  Effect.map(checker.check(treeOf(changes)), (report) =>
    (report.trace?.elements ?? []).map(
      ({ kind, line, name, path, requirement }) => `${requirement} ${kind} ${name} ${path}:${line}`
    )
  )
const rules = (changes: Record<string, string>) =>
  Effect.map(checker.check(treeOf(changes)), (report) =>
    report.diagnostics.map(({ line, path, rule }) => `${rule} ${path}:${line}`)
  )
const prd = agreeing["docs/prd.md"] ?? ""
const bare = { "docs/architecture.md": "# Architecture\n" }

describe("RequirementElement", () => {
  it.effect("traces what operations name and what the architecture mentions", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* traced({}), [
        "FR-1 operation GET /rooms specs/openapi.yaml:7",
        "FR-2 operation POST /bookings specs/openapi.yaml:20",
        "FR-3 architecture docs/architecture.md docs/architecture.md:3"
      ])
    })
  )

  it.effect("finds ids in summaries, descriptions, schemas, comments and describe", () =>
    Effect.gen(function* () {
      const found = yield* traced({
        ...bare,
        "specs/openapi.yaml": openApi
          .replace("      x-requirements: [FR-1]\n", "      summary: Lists rooms (FR-1)\n")
          .replace(
            "    Room:\n      type: object\n",
            "    Room:\n      type: object\n      description: For FR-1.\n"
          ),
        "specs/schema.prisma": prisma
          .replace("/// A room", "/// FR-1 and FR-3: a room")
          .replace("  start  DateTime\n", "  start  DateTime // FR-2\n"),
        "src/validators.ts": zod
          .replace("export const RoomSchema", "// FR-1\nexport const RoomSchema")
          .replace(".refine(", '.describe("FR-2").refine(')
          .replace("export const limit = 20", "export const limit = 20 // FR-3")
      })

      assert.deepStrictEqual(found, [
        "FR-1 operation GET /rooms specs/openapi.yaml:7",
        "FR-2 operation POST /bookings specs/openapi.yaml:20",
        "FR-1 schema Room specs/openapi.yaml:36",
        "FR-1 model Room specs/schema.prisma:16",
        "FR-3 model Room specs/schema.prisma:16",
        "FR-2 model Booking specs/schema.prisma:26",
        "FR-1 validator RoomSchema src/validators.ts:6",
        "FR-2 validator BookingSchema src/validators.ts:12",
        "FR-3 validator limit src/validators.ts:14"
      ])
    })
  )

  it.effect("fails on a requirement that is in no specification, and not where a model stands for it", () =>
    Effect.gen(function* () {
      const commented = prisma.replace("/// A room", "/// FR-3: a room")

      assert.deepStrictEqual(yield* rules(bare), ["requirement-uncovered docs/prd.md:7"])
      assert.deepStrictEqual(yield* rules({ ...bare, "specs/schema.prisma": commented }), [])
    })
  )

  it.effect("asks for no specification of a quality, nor of what is excluded with a reason", () =>
    Effect.gen(function* () {
      const with3 = (text: string) => ({ ...bare, "docs/prd.md": prd.replace(/- \*\*FR-3\*\*.*/, text) })

      assert.deepStrictEqual(yield* rules(with3("- **FR-3** (non-functional) It starts within 2 s.")), [])
      assert.deepStrictEqual(yield* rules(with3("- **NFR-1** It starts within 2 s.")), [])
      assert.deepStrictEqual(yield* rules(with3("- **FR-3** It prints (excluded: no printer).")), [])
      assert.deepStrictEqual(yield* rules(with3("- **FR-3** It prints (excluded).")), [
        "requirement-uncovered docs/prd.md:7"
      ])
    })
  )

  it.effect("does not trace what the requirements document does not have", () =>
    Effect.gen(function* () {
      const changes = { "docs/architecture.md": "FR-3, FR-9\n" }

      assert.notInclude((yield* traced(changes)).join(), "FR-9")
    })
  )
})
