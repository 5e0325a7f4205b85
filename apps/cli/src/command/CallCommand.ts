/**
 * `layercake operations` and `call`: everything that can be asked of LayerCake, and asking it, for scripts. Both come from
 * the catalogue alone.
 */
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { OperationMark } from "@layercake/core/operation/OperationMark"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Console, Context, Effect, Option, Schema, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { type Rpc, RpcSchema } from "effect/rpc"
import { failed, fromError } from "../CliFailure.ts"
import { readFile } from "../InputFile.ts"
import { issueText } from "../IssueText.ts"
import { Output, toJson } from "../output/Output.ts"
import { table } from "../output/Table.ts"
import { withClient, withOutput } from "../Root.ts"

const operations: ReadonlyArray<Rpc.AnyWithProps> = Array.from(
  Catalogue.requests.values() as Iterable<Rpc.AnyWithProps>
).toSorted((a, b) => (a._tag < b._tag ? -1 : 1))

const markOf = (rpc: Rpc.AnyWithProps) => Context.getUnsafe(rpc.annotations, OperationMark)
const toolsetOf = (rpc: Rpc.AnyWithProps) => rpc._tag.split(".", 1)[0] ?? ""
const toolsets = Array.from(new Set(operations.map(toolsetOf)))

export const operationsCommand = Command.make(
  "operations",
  {
    toolset: Argument.String("toolset").pipe(
      Argument.withDescription("Only those of this toolset, for example gates; all when left out"),
      Argument.optional
    )
  },
  ({ toolset }) =>
    withOutput(
      Effect.gen(function* () {
        const output = yield* Output
        const wanted = Option.getOrUndefined(toolset)
        if (wanted !== undefined && !toolsets.includes(wanted))
          return yield* failed(`There is no toolset ${wanted}; there are ${toolsets.join(", ")}.`)
        const shown = operations.filter((rpc) => wanted === undefined || toolsetOf(rpc) === wanted)
        yield* output.result(
          shown.map((rpc) => ({
            name: rpc._tag,
            toolset: toolsetOf(rpc),
            ...markOf(rpc),
            stream: RpcSchema.isStreamSchema(rpc.successSchema),
            payload: jsonSchemaOf(rpc.payloadSchema)
          })),
          () =>
            table(
              shown.map((rpc) => [rpc._tag, markOf(rpc).effect, markOf(rpc).description]),
              output.columns
            )
        )
      })
    )
).pipe(
  Command.withDescription("List every operation; with --json with the JSON Schema of what it takes"),
  Command.withExamples([
    { command: "layercake operations gates", description: "What can be asked about gates" },
    { command: "layercake operations --json", description: "For tools that derive themselves from it" }
  ])
)

export const callCommand = Command.make(
  "call",
  {
    name: Argument.String("operation").pipe(
      Argument.withDescription("As `layercake operations` lists it, for example pipeline.status")
    ),
    payload: Argument.String("payload").pipe(
      Argument.withDescription("What it takes, as one JSON object; {} when left out"),
      Argument.optional
    ),
    file: Flag.String("file").pipe(
      Flag.withDescription("Take the JSON from this file instead"),
      Flag.withMetavar("file"),
      Flag.optional
    )
  },
  ({ file, name, payload }) =>
    Effect.gen(function* () {
      const rpc = operations.find((rpc) => rpc._tag === name)
      if (rpc === undefined) return yield* failed(`There is no operation ${name}.${likely(name)}`)
      if (Option.isSome(file) && Option.isSome(payload))
        return yield* failed("Give the payload or --file, not both.")
      const text = Option.isSome(file)
        ? new TextDecoder().decode(yield* readFile(file.value, fileLimit))
        : Option.getOrElse(payload, () => "{}")
      const request = yield* decodeRequest(rpc, text)
      yield* withClient(ask(rpc, request), { begins: markOf(rpc).effect === "write" })
    })
).pipe(
  Command.withDescription("Call an operation and print its answer as JSON; a stream prints one value a line"),
  Command.withExamples([
    {
      command: `layercake call pipeline.status '{"project":"rooms"}'`,
      description: "What `status` shows, whole"
    },
    {
      command: `layercake call events.stream '{"follow":true}'`,
      description: "Every event of every project, as it comes"
    },
    {
      command: "layercake call projects.policy --file policy.json",
      description: "With a payload from a file"
    }
  ])
)

const fileLimit = 20_000_000

/** Nothing is opened before what is asked is known to be in order. */
const decodeRequest = Effect.fnUntraced(function* (rpc: Rpc.AnyWithProps, text: string) {
  const value = yield* decodeJson(text).pipe(
    Effect.mapError(() => failed(`The payload of ${rpc._tag} is no JSON. Give one object, in quotes.`))
  )
  const payload = rpc.payloadSchema as Schema.Codec<unknown, unknown>
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0
  // What takes nothing takes an empty object as well.
  if (isEmpty && Schema.is(payload)(undefined)) return undefined
  const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(payload), {
    errors: "all",
    onExcessProperty: "error"
  })
  return yield* decode(value).pipe(
    Effect.mapError(({ issue }) => failed(`This is not what ${rpc._tag} takes. ${issueText(issue)}`))
  )
})

const decodeJson = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Unknown))

const ask = Effect.fnUntraced(function* (rpc: Rpc.AnyWithProps, request: unknown) {
  const client = yield* LayercakeClient
  const call = (client as unknown as Readonly<Record<string, (payload: unknown) => unknown>>)[rpc._tag]!
  const { successSchema } = rpc
  const isStream = RpcSchema.isStreamSchema(successSchema)
  const schema = (isStream ? successSchema.success : successSchema) as Schema.Codec<unknown, unknown>
  const encode = Schema.encodeUnknownEffect(Schema.toCodecJson(schema))
  const print = (value: unknown) =>
    Effect.flatMap(Effect.orDie(encode(value)), (json) => Console.log(toJson(json ?? null)))
  const answer = call(request)
  yield* isStream
    ? Stream.runForEach(answer as Stream.Stream<unknown, Error>, print).pipe(Effect.mapError(fromError))
    : Effect.flatMap(Effect.mapError(answer as Effect.Effect<unknown, Error>, fromError), print)
})

/** Operations whose name holds the last part of what was asked for. */
const likely = (name: string): string => {
  const part = name.split(".").at(-1) ?? name
  const found = operations.filter((rpc) => part !== "" && rpc._tag.includes(part)).map((rpc) => rpc._tag)
  return found.length === 0
    ? " `layercake operations` lists them."
    : ` Did you mean ${found.slice(0, 4).join(", ")}?`
}

const jsonSchemaOf = (schema: Schema.Top): unknown =>
  Schema.toJsonSchemaDocument(Schema.toCodecJson(schema)).schema
