/**
 * What commands print. Results go to stdout: text for people, or JSON with `--json`. Everything else goes to stderr.
 */
import { Console, Context, Effect, Layer, Schema } from "effect"

export class Output extends Context.Service<Output, {
  readonly json: boolean
  /** Both stdout is a terminal and colours are not refused by NO_COLOR. */
  readonly colour: boolean
  /** Whether a person is there to be asked: stdin and stderr are terminals. */
  readonly interactive: boolean
  /** One line of JSON with `--json`, otherwise the text. */
  readonly result: (value: unknown, text: () => string) => Effect.Effect<void>
  /** One line for a person, on stderr; nothing with `--json`. */
  readonly say: (line: string) => Effect.Effect<void>
}>()("@layercake/cli/output/Output") {}

const encode = Schema.encodeUnknownSync(Schema.fromJsonString(Schema.Unknown))

export const toJson = (value: unknown): string => encode(value)

export interface OutputOptions {
  readonly json: boolean
  readonly colour: boolean
  readonly interactive: boolean
}

export const layer = ({ colour, interactive, json }: OutputOptions): Layer.Layer<Output> =>
  Layer.succeed(Output, {
    json,
    colour: colour && !json,
    interactive: interactive && !json,
    result: (value, text) => Console.log(json ? toJson(value) : text()),
    say: (line) => (json ? Effect.void : Console.error(line))
  })

