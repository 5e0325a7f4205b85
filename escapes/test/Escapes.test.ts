import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { Context, Duration, Effect, Result, Stream } from "effect"
import * as EscapeAdapters from "../src/EscapeAdapters.ts"
import * as EscapeCatalogue from "../src/EscapeCatalogue.ts"
import { type EscapeRow, isBad, run } from "../src/EscapeRun.ts"
import { table } from "../src/EscapeTable.ts"
import * as EscapeWorld from "../src/EscapeWorld.ts"

/** One of each kind, and quick. */
const few = [
  "read through a symbolic link",
  "write by absolute path",
  "environments of others",
  "kill a process of the machine",
  "loopback of the machine",
  "the proxy asked for 127.0.0.1",
  "redirect from a listed host",
  "git setting",
  "npm lifecycle script",
  "mount in a user namespace",
  "endless output"
]

const attempts = EscapeCatalogue.attempts.filter(({ name }) => few.includes(name))

const outcomes = (rows: ReadonlyArray<EscapeRow>) =>
  Object.fromEntries(rows.map(({ attempt, note, outcome }) => [attempt, `${outcome} ${note}`.trim()]))

describe("Escapes", () => {
  it("are at least forty, each with a name of its own", () => {
    const names = EscapeCatalogue.attempts.map(({ name }) => name)

    assert.isAtLeast(names.length, 40)
    assert.strictEqual(new Set(names).size, names.length)
    assert.strictEqual(attempts.length, few.length)
  })

  for (const adapter of ["bubblewrap", "sandbox-runtime"] as const) {
    it.live(
      `are contained by ${adapter} where it is here`,
      () =>
        Effect.gen(function* () {
          const rows = yield* run({ adapters: [adapter], attempts }).pipe(Stream.runCollect)

          const isHere = rows.some(({ outcome }) => outcome !== "not applicable")
          assert.deepStrictEqual(
            outcomes(rows),
            Object.fromEntries(
              rows.map(({ attempt, note }) => [attempt, isHere ? "contained" : `not applicable ${note}`])
            )
          )
        }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
      60_000
    )
  }

  it.live(
    "are seen where nothing holds them back",
    () =>
      Effect.gen(function* () {
        const rows = yield* run({ adapters: ["process"], attempts }).pipe(Stream.runCollect)

        const escaped = rows.filter(({ outcome }) => outcome === "escaped").map(({ attempt }) => attempt)
        assert.sameMembers(
          escaped,
          few.filter((name) => name !== "endless output")
        )
        assert.deepStrictEqual(rows.filter(isBad), [])
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    60_000
  )

  it.live(
    "by way of the proxy are tried where the registry itself can be reached",
    () =>
      Effect.gen(function* () {
        const port = yield* EscapeAdapters.serveRegistry
        const adapters = yield* EscapeAdapters.make(["bubblewrap", "sandbox-runtime"], port)
        for (const { name, sandbox } of adapters) {
          if (Result.isFailure(sandbox)) continue
          const result = yield* Context.get(sandbox.success, Sandbox).run({
            directory: yield* EscapeWorld.temporaryFolder("registry"),
            argv: [
              "node",
              "-e",
              `fetch("http://127.0.0.1:${port}/x").then((answer) => console.log(answer.status))`
            ],
            network: "registry",
            timeout: Duration.seconds(20),
            outputLimit: 10_000,
            diskLimit: 1_000_000,
            memoryLimit: 500_000_000
          })

          assert.strictEqual(Buffer.from(result.output).toString(), "404\n", name)
        }
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    60_000
  )
})

describe("The table of escapes", () => {
  const row = (attempt: string, adapter: string, outcome: EscapeRow["outcome"], note = ""): EscapeRow => ({
    attempt,
    adapter,
    outcome,
    note,
    as: "user",
    isIsolated: adapter !== "process"
  })

  it("has attempts down and sandboxes across, and says what is to be said", () => {
    const text = table([
      row("one", "bubblewrap", "contained"),
      row("two", "bubblewrap", "escaped", "the secret came out"),
      row("one", "docker", "not applicable", "no engine"),
      row("two", "docker", "not applicable", "no engine"),
      row("one", "process", "escaped", "x"),
      row("two", "process", "unseen", "it must succeed here")
    ])

    assert.strictEqual(
      text,
      [
        "attempt  bubblewrap (user)  process (user)",
        "one      contained          ESCAPED",
        "two      ESCAPED            UNSEEN",
        "",
        "bubblewrap (user): ESCAPED: the secret came out (two)",
        "docker (user): n/a: no engine (one; two)",
        "process (user): UNSEEN: it must succeed here (two)",
        "",
        "bubblewrap (user): 1 contained, 1 escaped of 2",
        "docker (user): 0 contained, 0 escaped, 2 not applicable of 2",
        "process (user): 0 contained, 1 escaped, 1 unseen of 2"
      ].join("\n")
    )
  })

  it("counts as bad what an isolating sandbox let through, and what nobody saw", () => {
    assert.isTrue(isBad(row("one", "bubblewrap", "escaped")))
    assert.isTrue(isBad(row("one", "process", "unseen")))
    assert.isFalse(isBad(row("one", "process", "escaped")))
    assert.isFalse(isBad(row("one", "docker", "not applicable")))
  })
})
