/**
 * Who does the agents' work: a model of a provider, or recordings that are played back.
 */
import * as AnthropicLanguageModel from "@layercake/anthropic/AnthropicLanguageModel"
import { AgentExecutor, AgentExecutorError, type AgentRequest } from "@layercake/core/port/AgentExecutor"
import * as ModelAgentExecutor from "@layercake/model/ModelAgentExecutor"
import * as OpenAiLanguageModel from "@layercake/openai/OpenAiLanguageModel"
import * as ReplayLanguageModel from "@layercake/replay/ReplayLanguageModel"
import { Config, Context, Effect, FileSystem, Layer, Option, Path, Schema } from "effect"

/** The model setting names nothing that can answer. */
export class ExecutorUnknown extends Schema.TaggedError<ExecutorUnknown>()("ExecutorUnknown", {
  setting: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `--model ${this.setting}: ${this.detail}`
  }
}

/**
 * `anthropic:<model>` and `openai:<model>` take their keys from the environment. `replay:<folder>` plays one recording,
 * or each project the recording of a folder that bears its name. `auto` takes the provider whose key is set.
 */
export const layer = (setting: string) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const [kind = "", ...rest] = setting.split(":")
      const name = rest.join(":")
      if (kind === "auto") return yield* automatic
      if (name === "" || !["anthropic", "openai", "replay"].includes(kind))
        return yield* new ExecutorUnknown({
          setting,
          detail: "give anthropic:<model>, openai:<model>, replay:<folder> or auto"
        })
      if (kind === "anthropic") return yield* anthropic(name)
      return kind === "openai" ? yield* openai(name) : Layer.effect(AgentExecutor, replay(name))
    })
  )

const secret = (name: string) => Config.option(Config.schema(Schema.Redacted(Schema.NonEmptyString), name))
const text = (name: string) => Config.option(Config.NonEmptyString(name))

const anthropic = Effect.fnUntraced(function* (model: string) {
  const apiKey = yield* secret("ANTHROPIC_API_KEY")
  if (Option.isNone(apiKey))
    return yield* new ExecutorUnknown({ setting: `anthropic:${model}`, detail: "set ANTHROPIC_API_KEY" })
  const baseURL = Option.getOrUndefined(yield* text("ANTHROPIC_BASE_URL"))
  return ModelAgentExecutor.layer.pipe(
    Layer.provide(AnthropicLanguageModel.layer({ apiKey: apiKey.value, model, baseURL }))
  )
})

const openai = Effect.fnUntraced(function* (model: string) {
  const apiKey = yield* secret("OPENAI_API_KEY")
  const baseURL = Option.getOrUndefined(yield* text("OPENAI_BASE_URL"))
  if (Option.isNone(apiKey) && baseURL === undefined)
    return yield* new ExecutorUnknown({
      setting: `openai:${model}`,
      detail: "set OPENAI_API_KEY, or OPENAI_BASE_URL for a server that asks for no key"
    })
  return ModelAgentExecutor.layer.pipe(
    Layer.provide(OpenAiLanguageModel.layer({ apiKey: Option.getOrUndefined(apiKey), model, baseURL }))
  )
})

const recordings = "examples/recordings"

const automatic = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const anthropicModel = yield* text("ANTHROPIC_MODEL")
  if (Option.isSome(anthropicModel)) return yield* anthropic(anthropicModel.value)
  const openaiModel = yield* text("OPENAI_MODEL")
  if (Option.isSome(openaiModel)) return yield* openai(openaiModel.value)
  if (yield* files.exists(recordings)) return Layer.effect(AgentExecutor, replay(recordings))
  return yield* new ExecutorUnknown({
    setting: "auto",
    detail:
      "no model is set. Give --model anthropic:<model> with ANTHROPIC_API_KEY, --model openai:<model> with " +
      "OPENAI_API_KEY, or --model replay:<folder> to play a recording"
  })
})

/** One recording, or a folder of recordings from which each project plays the one whose name its id begins with. */
const replay = Effect.fnUntraced(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  if (yield* files.exists(path.join(folder, "recording.json"))) return yield* player(folder)
  const names = yield* files
    .readDirectory(folder)
    .pipe(
      Effect.mapError(
        () => new ExecutorUnknown({ setting: `replay:${folder}`, detail: "there is no such folder" })
      )
    )
  const players = new Map<string, AgentExecutor["Service"]>()
  for (const name of names.toSorted((a, b) => b.length - a.length))
    if (yield* files.exists(path.join(folder, name, "recording.json")))
      players.set(name, yield* player(path.join(folder, name)))
  return AgentExecutor.of({
    name: "replay",
    execute: (request: AgentRequest) => {
      const { project } = request.call
      const name = Array.from(players.keys()).find(
        (name) => project === name || project.startsWith(`${name}-`)
      )
      const found = name === undefined ? undefined : players.get(name)
      return found === undefined
        ? new AgentExecutorError({
            executor: "replay",
            reason: "missing-recording",
            detail: `there is no recording for ${project}, only for ${Array.from(players.keys()).join(", ")}. Use --model to name a model`
          })
        : found.execute(request)
    }
  })
})

const player = Effect.fnUntraced(function* (folder: string) {
  const context = yield* Layer.build(
    ModelAgentExecutor.layer.pipe(Layer.provide(ReplayLanguageModel.layer(folder)))
  )
  return Context.get(context, AgentExecutor)
})
