/**
 * How help and errors look: in colour only where they are seen on a terminal, and no wider than it.
 */
import { Schema } from "effect"
import { type CliError, CliOutput, type HelpDoc } from "effect/cli"
import { CliFailure } from "../CliFailure.ts"
import type { Terminal } from "../Terminal.ts"
import { harmless, paint } from "./Style.ts"
import { wrapped } from "./Table.ts"

export const make = (terminal: Terminal["Service"]): CliOutput.Formatter => {
  const help = CliOutput.defaultFormatter({ colors: terminal.colour, globalFlags: "summary" })
  const columns = Math.min(terminal.columns, 100)
  const error = (one: CliError.CliError) =>
    `\n${heading(one, terminal.liveColour)}\n${indented(harmless(one.message))}`
  return {
    ...help,
    formatHelpDoc: (doc) =>
      help
        .formatHelpDoc(brief(doc))
        // Examples follow the subcommands without a line between them.
        .replace(/([^\n])\n(\S*EXAMPLES)/, "$1\n\n$2")
        .split("\n")
        .flatMap((line) => hanging(line, columns))
        .join("\n"),
    formatCliError: (one) => harmless(one.message),
    formatError: error,
    formatErrors: (errors) => errors.map(error).join("\n")
  }
}

const isFailure = Schema.is(CliFailure)

/** To wait for a person is no error. */
const heading = (error: CliError.CliError, colour: boolean): string =>
  error._tag === "UserError" && isFailure(error.cause) && error.cause.exitCode === 3
    ? paint(colour, "wait", "WAITING")
    : paint(colour, "bad", "ERROR")

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n")

/** A list of choices stands in the description already. */
const brief = (doc: HelpDoc.HelpDoc): HelpDoc.HelpDoc =>
  doc.globalFlags === undefined
    ? doc
    : {
        ...doc,
        globalFlags: doc.globalFlags.map((flag) =>
          flag.type.includes("|") ? { ...flag, type: "choice" } : flag
        )
      }

/** A line of two columns goes on under its second one. */
const hanging = (line: string, columns: number): ReadonlyArray<string> => {
  const [, left, right] = /^( +\S.*? {2,})(\S.*)$/.exec(line) ?? [undefined, "  ", line.trimStart()]
  if (left === undefined || right === undefined || line === "" || !line.startsWith(" ")) return [line]
  const lines = wrapped(right, columns - CliOutput.displayWidth(left))
  return lines.map((part, index) => (index === 0 ? left : " ".repeat(CliOutput.displayWidth(left))) + part)
}
