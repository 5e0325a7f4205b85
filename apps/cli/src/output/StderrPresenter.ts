/**
 * Keeps stdout for results: what is said about a wrong invocation goes to stderr, so that pipes never break.
 */
import { Console, Effect } from "effect"
import { CliOutput } from "effect/cli"
import type { Terminal } from "../Terminal.ts"
import * as TerminalFormatter from "./TerminalFormatter.ts"

export const make = (terminal: Terminal["Service"]): CliOutput.Presenter => {
  const formatter = TerminalFormatter.make({
    ...terminal,
    colour: terminal.liveColour,
    columns: terminal.liveColumns
  })
  return {
    present: (event) =>
      event._tag === "InvalidInvocation"
        ? Effect.andThen(
            Console.error(formatter.formatHelpDoc(event.helpDoc)),
            Console.error(formatter.formatErrors(event.errors))
          )
        : CliOutput.defaultPresenter.present(event)
  }
}
