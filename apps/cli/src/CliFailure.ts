/**
 * How a command can end other than well: a sentence for the person and an exit code for the script.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { Runtime, Schema } from "effect"
import { CliError } from "effect/cli"

/** 1: it failed. 3: it waits for a person. 4: what was verified differs. 130 is left to Ctrl-C. */
export const ExitCode = Schema.Literals([1, 3, 4])

export class CliFailure extends Schema.TaggedError<CliFailure>()("CliFailure", {
  detail: Schema.String,
  exitCode: ExitCode
}) {
  override get message() {
    return this.detail
  }
  override get [CliError.userMessage]() {
    return this.detail
  }
  override get [Runtime.errorExitCode]() {
    return this.exitCode
  }
}

export const failed = (detail: string) => new CliFailure({ detail, exitCode: 1 })

const isRefused = Schema.is(CommandRefused)

/** Any error of an operation, said to the person; what stands in a gate's way one to a line. */
export const fromError = (error: { readonly message: string }) =>
  isRefused(error) && error.reason._tag === "GateNotPassed"
    ? failed(
        [
          `${error.reason.gate} cannot pass:`,
          ...error.reason.findings.map(({ message }) => `- ${message}`)
        ].join("\n")
      )
    : failed(inCommands(error.message))

/** Operations that errors name, and the commands for them. */
const commands: Readonly<Record<string, string>> = {
  "builds.list": "layercake build list",
  "tasks.list": "layercake task list",
  "webhooks.list": "layercake webhook list"
}

const inCommands = (message: string): string =>
  message.replaceAll(/`([a-z]+\.[a-zA-Z]+)`/g, (said, operation: string) => {
    const command = commands[operation]
    return command === undefined ? said : `\`${command}\``
  })
