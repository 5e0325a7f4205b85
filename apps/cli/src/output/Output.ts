/**
 * What commands print. Results go to stdout: text for people, or JSON with `--json`. Everything else goes to stderr.
 */
import { Console, Context, Effect, Layer, Schema } from "effect"

export interface OutputOptions {
  readonly json: boolean
  /** Stdout is a terminal and colours are not refused by NO_COLOR. */
  readonly colour: boolean
  /** The same of stderr. */
  readonly stderrColour: boolean
  /** Whether a person is there to be asked: stdin and stderr are terminals. Never with `--json`. */
  readonly interactive: boolean
  /** Characters in a line of stdout. */
  readonly columns: number
  /** The data folder as it was named. */
  readonly data: string
  /** Flags that name the server it goes to; a data folder when left out. */
  readonly at?: string
}

export class Output extends Context.Service<
  Output,
  OutputOptions & {
    /** One line of JSON with `--json`, otherwise the text. */
    readonly result: (value: unknown, text: () => string) => Effect.Effect<void>
    /** One line for a person, on stderr; nothing with `--json`. */
    readonly say: (line: string) => Effect.Effect<void>
    /** A command line for a person to type, about the same data folder or server. */
    readonly command: (words: string) => string
  }
>()("@layercake/cli/output/Output") {}

const encode = Schema.encodeUnknownSync(Schema.fromJsonString(Schema.Unknown))

export const toJson = (value: unknown): string => encode(value)

export const defaultData = ".layercake"

export const layer = (options: OutputOptions): Layer.Layer<Output> =>
  Layer.succeed(Output, {
    ...options,
    colour: options.colour && !options.json,
    interactive: options.interactive && !options.json,
    result: (value, text) => Console.log(options.json ? toJson(value) : text()),
    say: (line) => (options.json ? Effect.void : Console.error(line)),
    command: (words) =>
      `layercake ${options.at === undefined ? inFolder(options.data) : `${options.at} `}${words}`
  })

const inFolder = (data: string): string => (data === defaultData ? "" : `--data ${quoted(data)} `)

const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
