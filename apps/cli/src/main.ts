#!/usr/bin/env node
/**
 * The binary `layercake`: joins the commands and runs the one that was asked for.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Logger } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"
import packageJson from "../package.json" with { type: "json" }
import { layercake } from "./Layercake.ts"
import * as StderrPresenter from "./output/StderrPresenter.ts"
import * as TerminalFormatter from "./output/TerminalFormatter.ts"
import * as Terminal from "./Terminal.ts"

const looks = Layer.unwrap(
  Effect.map(Terminal.Terminal, (terminal) =>
    Layer.mergeAll(
      CliOutput.layer(TerminalFormatter.make(terminal)),
      CliOutput.layerPresenter(StderrPresenter.make(terminal)),
      CliConfig.layer({
        builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions, GlobalFlag.LogLevel]
      })
    )
  )
)

Command.run(layercake, { version: packageJson.version }).pipe(
  Effect.provide(
    Layer.mergeAll(NodeServices.layer, looks, Layer.succeed(Logger.LogToStderr, true)).pipe(
      Layer.provideMerge(Terminal.layer)
    )
  ),
  NodeRuntime.runMain
)
