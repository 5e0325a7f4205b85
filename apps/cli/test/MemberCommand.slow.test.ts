import { assert, describe, it } from "@effect/vitest"
import type { MemberReport } from "@layercake/core/operation/AccountReport"
import { Effect } from "effect"
import { beforeAll } from "vitest"
import { folderWith, layercake, startAtTerminal } from "./LayercakeProcess.ts"
import { serve } from "./ServedMemory.ts"
import { assertRefused, tinyProject } from "./TinyProject.ts"

const served = serve()
const ada = served.person("ada")
const bob = served.person("bob")
const folder = folderWith(tinyProject)
let bobId = ""

describe("members of a project", { timeout: 120_000 }, () => {
  beforeAll(
    () =>
      Effect.gen(function* () {
        yield* ada.joins
        bobId = yield* bob.joins
        yield* ada.says("new", "rooms.md")
      }).pipe(Effect.runPromise),
    120_000
  )

  it.live("are added and given another role, which says what they may do", () =>
    Effect.gen(function* () {
      assertRefused(yield* bob.asks("member", "list", "rooms"), "There is no such project")
      assert.strictEqual(
        yield* ada.says("member", "add", "rooms", "bob", "viewer"),
        "bob is viewer of rooms.\n"
      )
      assert.match(yield* bob.says("member", "list", "rooms"), /^MEMBER +ROLE .*\n(.*\n)?bob +viewer /)
      assertRefused(
        yield* bob.asks("task", "add", "rooms", "x"),
        "it takes the role contributor",
        "Ask an owner"
      )
      const changed = yield* ada.told<MemberReport>("member", "role", "rooms", bobId, "contributor")
      assert.deepStrictEqual([changed.account, changed.login, changed.role], [bobId, "bob", "contributor"])
      yield* bob.says("task", "add", "rooms", "x")
    })
  )

  it.live("are removed once somebody has said yes", () =>
    Effect.gen(function* () {
      const remove = ["member", "remove", "rooms", "bob"]
      assertRefused(yield* ada.asks(...remove), "nobody can be asked here. Give --yes.")
      assert.include(yield* ada.says(...remove, "--yes"), "bob is no member of rooms any more. Left:\nMEMBER")
      const left = yield* ada.told<ReadonlyArray<MemberReport>>("member", "list", "rooms")
      assert.deepStrictEqual(
        left.map(({ login, role }) => [login, role]),
        [["ada", "owner"]]
      )
    })
  )

  it.live("answer mistakes with what to do", () =>
    Effect.gen(function* () {
      assertRefused(
        yield* ada.asks("member", "role", "rooms", "bob", "boss"),
        "USAGE",
        '"approver" | "owner"'
      )
      assertRefused(yield* ada.asks("member", "add", "rooms", "eve", "viewer"), "`layercake account list`")
      assertRefused(
        yield* ada.asks("member", "remove", "rooms", "bob", "--yes"),
        "is no member of the project",
        "`layercake member list rooms`"
      )
      assertRefused(
        yield* ada.asks("member", "remove", "rooms", "ada", "--yes"),
        "Make another member its owner"
      )
    })
  )
})

it.live(
  "asks a person at a terminal before a member goes, and leaves everybody where the answer is no",
  () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* layercake(folder, ["new", "rooms.md"])).code, 0)
      const add = ["call", "accounts.register", '{"login":"bob","password":"correct horse battery staple"}']
      assert.strictEqual((yield* layercake(folder, add)).code, 0)
      assertRefused(
        yield* layercake(folder, ["member", "add", "rooms", "bob", "viewer"]),
        "only a person may ask for it"
      )
      const added = yield* startAtTerminal(folder, ["member", "add", "rooms", "bob", "viewer"]).ended
      assert.include(added.stdout, "bob is viewer of rooms.")
      const asked = startAtTerminal(folder, ["member", "remove", "rooms", "bob"])
      yield* asked.saw("Remove bob from rooms?")
      yield* asked.type("n")
      const { code, stdout } = yield* asked.ended
      assert.strictEqual(code, 1, stdout)
      assert.include(stdout, "Nobody was removed.")
      assert.match((yield* layercake(folder, ["member", "list", "rooms"])).stdout, /^bob +viewer /m)
    }),
  240_000
)
