/**
 * How what Effect's command line says of itself looks here: help, errors, and which flags there are everywhere.
 */
import { Effect, Layer } from "effect"
import { CliConfig, CliOutput, GlobalFlag } from "effect/cli"
import { Terminal } from "../Terminal.ts"
import * as StderrPresenter from "./StderrPresenter.ts"
import * as TerminalFormatter from "./TerminalFormatter.ts"

export const layer = Layer.unwrap(
  Effect.map(Terminal, (terminal) =>
    Layer.mergeAll(
      CliOutput.layer(TerminalFormatter.make(terminal)),
      CliOutput.layerPresenter(StderrPresenter.make(terminal)),
      CliConfig.layer({
        builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions, GlobalFlag.LogLevel]
      })
    )
  )
)
