/**
 * `pnpm escapes`: tries to break out of every sandbox of this machine and prints what came of it. Ends with 1 when a
 * sandbox that isolates let one through, or when the suite did not see what it must see.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Logger, Option, Schema, Stream } from "effect"
import { CliError, Command, Flag } from "effect/cli"
import * as AsUser from "./AsUser.ts"
import { adapterNames } from "./EscapeAdapters.ts"
import * as EscapeCatalogue from "./EscapeCatalogue.ts"
import * as EscapeRun from "./EscapeRun.ts"
import { table } from "./EscapeTable.ts"

/** Exit code 1. */
class EscapesFound extends Schema.TaggedError<EscapesFound>()("EscapesFound", { detail: Schema.String }) {
  override get message() {
    return this.detail
  }
  override get [CliError.userMessage]() {
    return this.detail
  }
}

const encodeRow = Schema.encodeSync(Schema.fromJsonString(EscapeRun.EscapeRow))

const escapes = Command.make(
  "escapes",
  {
    adapter: Flag.Literals("adapter", adapterNames).pipe(
      Flag.withDescription("This sandbox alone"),
      Flag.optional
    ),
    only: Flag.String("only").pipe(
      Flag.withDescription("Attempts whose name holds this text"),
      Flag.withDefault("")
    ),
    all: Flag.Boolean("all").pipe(
      Flag.withDescription(
        "The plain process too, which must let them through: it shows that the suite sees"
      ),
      Flag.withDefault(false)
    ),
    as: Flag.Literals("as", ["both", "me"]).pipe(
      Flag.withDescription("Where this is root: as root and as a user, or as root alone"),
      Flag.withDefault("both" as const)
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Print a line of JSON for each attempt and sandbox"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ adapter, all, as, json, only }) {
    const adapters = Option.match(adapter, {
      onNone: () => adapterNames.filter((name) => all || name !== "process"),
      onSome: (name) => [name]
    })
    const attempts = EscapeCatalogue.attempts.filter(({ name }) => name.includes(only))
    const isRoot = process.getuid?.() === 0
    const again = [
      ...Option.match(adapter, { onNone: () => [], onSome: (name) => ["--adapter", name] }),
      ...(all ? ["--all"] : []),
      ...(only === "" ? [] : ["--only", only])
    ]
    const here = EscapeRun.run({ adapters, attempts })
    const rows = yield* (
      isRoot && as === "both"
        ? Stream.concat(here, AsUser.run(import.meta.filename, [...again, "--as", "me", "--json"]))
        : here
    ).pipe(
      Stream.tap((row) => (json ? Console.log(encodeRow(row)) : Effect.void)),
      Stream.runCollect
    )
    if (!json) yield* Console.log(table(rows))
    const bad = rows.filter(EscapeRun.isBad).length
    if (bad > 0)
      return yield* new EscapesFound({ detail: `${bad} of ${rows.length} are not as they must be.` })
    const wanted = adapters.length * attempts.length * (isRoot && as === "both" ? 2 : 1)
    if (rows.length < wanted) {
      return yield* new EscapesFound({
        detail: `It ended early, after ${rows.length} of ${wanted}; see above.`
      })
    }
    if (rows.length === 0) return yield* new EscapesFound({ detail: `No attempt is called ${only}.` })
  }, Effect.scoped)
).pipe(Command.withDescription("Tries to break out of every sandbox of this machine"))

escapes.pipe(
  Command.run({ version: "0.1.0" }),
  Effect.provide(Layer.mergeAll(NodeServices.layer, Layer.succeed(Logger.LogToStderr, true))),
  NodeRuntime.runMain
)
