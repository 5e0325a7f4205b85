import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Command } from "effect/cli"
import { TestConsole } from "effect/testing"
import { layercake } from "../src/Layercake.ts"
import * as TerminalLook from "../src/output/TerminalLook.ts"
import { Terminal } from "../src/Terminal.ts"
import * as LayercakeProcess from "./LayercakeProcess.ts"

const noTerminal = Layer.succeed(Terminal, {
  interactive: false,
  colour: false,
  live: false,
  liveColour: false,
  columns: Infinity,
  liveColumns: Infinity,
  user: "ada",
  startedAt: 0
})

const help = (...words: ReadonlyArray<string>) =>
  Command.runWith(layercake, { version: "0" })([...words, "--help"]).pipe(
    Effect.andThen(TestConsole.logLines),
    Effect.map((lines) => `${lines.at(-1)}\n`),
    Effect.provide(
      Layer.mergeAll(NodeServices.layer, TerminalLook.layer).pipe(Layer.provideMerge(noTerminal))
    )
  )

type Nested = Pick<Command.Command.Any, "name" | "subcommands">

/** The words of every command below this one, those of a command before those of its own subcommands. */
const wordsBelow = (
  command: Nested,
  before: ReadonlyArray<string> = []
): ReadonlyArray<ReadonlyArray<string>> =>
  command.subcommands.flatMap(({ commands }) =>
    commands.flatMap((nested: Nested) => {
      const words = [...before, nested.name]
      return [words, ...wordsBelow(nested, words)]
    })
  )

const all = wordsBelow(layercake)

it.effect("says the same about every command as before", () =>
  Effect.gen(function* () {
    const texts = yield* Effect.forEach([[], ...all], (words) => help(...words))
    const text = texts.join(`\n${"-".repeat(100)}\n\n`)
    yield* Effect.promise(() => expect(text).toMatchFileSnapshot("command-help.txt"))
  })
)

it.effect("keeps help within 100 columns", () =>
  Effect.gen(function* () {
    for (const words of [[], ...all])
      for (const line of (yield* help(...words)).split("\n")) assert.isAtMost(line.length, 100, line)
  })
)

it.live("prints help on stdout and succeeds", () =>
  Effect.gen(function* () {
    const asked = yield* LayercakeProcess.layercake(LayercakeProcess.folderWith({}), ["--help"])
    assert.deepStrictEqual([asked.code, asked.stderr], [0, ""])
    for (const [name, ...nested] of all) if (nested.length === 0) assert.include(asked.stdout, `\n  ${name} `)
  })
)
