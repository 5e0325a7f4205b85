/**
 * Keeps stdout for results: what is said about a wrong invocation goes to stderr, so that pipes never break.
 */
import { Console, Effect } from "effect"
import { CliOutput } from "effect/cli"

export const make: CliOutput.Presenter = {
  present: (event) => {
    if (event._tag !== "InvalidInvocation") return CliOutput.defaultPresenter.present(event)
    const formatter = CliOutput.defaultFormatter({ colors: false })
    return Effect.andThen(
      Console.error(formatter.formatHelpDoc(event.helpDoc)),
      Console.error(formatter.formatErrors(event.errors))
    )
  }
}
