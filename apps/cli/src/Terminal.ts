/**
 * What this process was started from: whether a person can be asked, whether colours are seen, and whose account it is.
 */
import { Context, Layer } from "effect"
import { userInfo } from "node:os"

export class Terminal extends Context.Service<Terminal, {
  /** Stdin and stderr are terminals. */
  readonly interactive: boolean
  /** Stdout is a terminal and NO_COLOR is not set. */
  readonly colour: boolean
  /** Stderr is a terminal, so that a line may be drawn over. */
  readonly live: boolean
  /** The operating system's name of the account. */
  readonly user: string
}>()("@layercake/cli/Terminal") {}

export const layer = Layer.sync(Terminal, () => ({
  interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  colour: process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "",
  live: process.stderr.isTTY === true,
  user: userInfo().username
}))
