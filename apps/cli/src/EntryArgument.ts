/**
 * The entry of a register that a command is about.
 */
import { Argument } from "effect/cli"

/** `lists`: the command that shows the ids. */
export const entryArgument = (lists: string) =>
  Argument.String("entry").pipe(
    Argument.withDescription(`For example escalation-1; \`${lists}\` lists them`),
    Argument.filter(
      (text) => text !== "",
      () => "the id of an entry, for example escalation-1"
    )
  )
