#!/usr/bin/env node
/**
 * The binary `layercake`: joins the commands and runs the one that was asked for.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Logger } from "effect"
import { CliOutput, Command } from "effect/cli"
import packageJson from "../package.json" with { type: "json" }
import { layercake } from "./Layercake.ts"
import * as StderrPresenter from "./output/StderrPresenter.ts"
import * as Terminal from "./Terminal.ts"

Command.run(layercake, { version: packageJson.version }).pipe(
  Effect.provide(
    Layer.mergeAll(
      NodeServices.layer,
      Terminal.layer,
      CliOutput.layerPresenter(StderrPresenter.make),
      Layer.succeed(Logger.LogToStderr, true)
    )
  ),
  NodeRuntime.runMain
)
