#!/usr/bin/env -S node --max-semi-space-size=8
/**
 * The binary `layercake`: joins the commands and runs the one that was asked for.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Logger, Runtime } from "effect"
import { Command } from "effect/cli"
import packageJson from "../package.json" with { type: "json" }
import { layercake } from "./Layercake.ts"
import * as TerminalLook from "./output/TerminalLook.ts"
import * as Terminal from "./Terminal.ts"

// Whoever reads may have seen enough, as `head` has: that is no error, and there is nobody left to tell.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0)
    throw error
  })

Command.run(layercake, { version: packageJson.version }).pipe(
  Effect.provide(
    Layer.mergeAll(NodeServices.layer, TerminalLook.layer, Layer.succeed(Logger.LogToStderr, true)).pipe(
      Layer.provideMerge(Terminal.layer)
    )
  ),
  NodeRuntime.runMain({
    // What runs until it is stopped has ended well when it was, and says so by the exit code.
    teardown: (exit, onExit) =>
      Runtime.defaultTeardown(exit, (code) => onExit(code === 130 && process.exitCode === 0 ? 0 : code))
  })
)
