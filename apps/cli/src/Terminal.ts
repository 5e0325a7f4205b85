/**
 * What this process was started from: whether a person can be asked, what is seen, and whose account it is.
 */
import { Context, Layer } from "effect"
import { userInfo } from "node:os"

export class Terminal extends Context.Service<
  Terminal,
  {
    /** Stdin and stderr are terminals. */
    readonly interactive: boolean
    /** Stdout is a terminal and NO_COLOR is not set. */
    readonly colour: boolean
    /** Stderr is a terminal, so that a line may be drawn over. */
    readonly live: boolean
    /** Stderr is a terminal and NO_COLOR is not set. */
    readonly liveColour: boolean
    /** Characters in a line of stdout; infinitely many where it is no terminal. */
    readonly columns: number
    /** Characters in a line of stderr. */
    readonly liveColumns: number
    /** The operating system's name of the account. */
    readonly user: string
    /** When this process began, in milliseconds since 1970. */
    readonly startedAt: number
  }
>()("@layercake/cli/Terminal") {}

export const layer = Layer.sync(Terminal, () => {
  const colours = (process.env.NO_COLOR ?? "") === ""
  return {
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    colour: process.stdout.isTTY === true && colours,
    live: process.stderr.isTTY === true,
    liveColour: process.stderr.isTTY === true && colours,
    columns: widthOf(process.stdout),
    liveColumns: widthOf(process.stderr),
    user: userInfo().username,
    startedAt: Math.floor(performance.timeOrigin)
  }
})

/** A terminal that does not know its size says 0. */
const widthOf = (stream: { readonly isTTY?: boolean; readonly columns?: number }): number =>
  stream.isTTY === true ? stream.columns || 80 : Infinity
