/**
 * Who does the agents' work: a model of a provider, or recordings that are played back. Loads the library of the one that is
 * chosen and of no other.
 */
import { AgentExecutor, AgentExecutorError, type AgentRequest } from "@layercake/core/port/AgentExecutor"
import * as ModelAgentExecutor from "@layercake/model/ModelAgentExecutor"
import * as RecordedAgentExecutor from "@layercake/replay/RecordedAgentExecutor"
import * as ReplayLanguageModel from "@layercake/replay/ReplayLanguageModel"
import * as ClaimExecutor from "@layercake/runtime/claim/ClaimExecutor"
import { Config, Context, Effect, FileSystem, Layer, Option, Path, Schema } from "effect"
import * as AgentProgramChoice from "./AgentProgramChoice.ts"
import { ExecutorUnknown } from "./ExecutorUnknown.ts"

/**
 * `anthropic:<model>` and `openai:<model>` take their keys from the environment. `claude-code[:<model>]` and
 * `acp:<command>` run a program of the user's own. `replay:<folder>` plays one recording, or each project the recording of
 * a folder that bears its name. `claim` calls nobody. `auto` takes the provider whose key is set.
 */
export const layer = (setting: string) =>
  AgentProgramChoice.isProgram(setting)
    ? Layer.unwrap(AgentProgramChoice.layer(setting))
    : layerAnswering(setting)

/** Of the executors that need nothing of this machine. */
export const layerAnswering = (setting: string) => Layer.unwrap(answering(setting))

/** The name of the executor that the setting stands for; fails where the layer would. Runs nothing. */
export const check = Effect.fn("ExecutorChoice.check")(function* (setting: string) {
  if (AgentProgramChoice.isProgram(setting)) return (yield* AgentProgramChoice.choose(setting)).name
  const context = yield* Layer.build(layerAnswering(setting))
  return Context.get(context, AgentExecutor).name
}, Effect.scoped)

const answering = Effect.fnUntraced(function* (setting: string) {
  const [kind = "", ...rest] = setting.split(":")
  const name = rest.join(":")
  if (kind === "auto") return yield* automatic
  if (setting === "claim") return ClaimExecutor.layer
  if (name === "" || !["anthropic", "openai", "replay"].includes(kind))
    return yield* new ExecutorUnknown({
      setting,
      detail:
        "give anthropic:<model>, openai:<model>, claude-code, acp:<command>, replay:<folder>, claim or auto"
    })
  if (kind === "anthropic") return yield* anthropic(name)
  return kind === "openai" ? yield* openai(name) : Layer.effect(AgentExecutor, replay(name))
})

const secret = (name: string) => Config.option(Config.schema(Schema.Redacted(Schema.NonEmptyString), name))
const text = (name: string) => Config.option(Config.NonEmptyString(name))

const anthropic = Effect.fnUntraced(function* (model: string) {
  const apiKey = yield* secret("ANTHROPIC_API_KEY")
  if (Option.isNone(apiKey))
    return yield* new ExecutorUnknown({ setting: `anthropic:${model}`, detail: "set ANTHROPIC_API_KEY" })
  const baseURL = Option.getOrUndefined(yield* text("ANTHROPIC_BASE_URL"))
  const AnthropicLanguageModel = yield* Effect.promise(
    () => import("@layercake/anthropic/AnthropicLanguageModel")
  )
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
  const OpenAiLanguageModel = yield* Effect.promise(() => import("@layercake/openai/OpenAiLanguageModel"))
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
      "OPENAI_API_KEY, --model claude-code for the one that is installed here, or --model replay:<folder> to play a recording"
  })
})

/** One recording, or a folder of recordings from which each project plays the one whose name its id begins with. */
const replay = Effect.fnUntraced(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  if (yield* isRecording(folder)) return yield* player(folder)
  const names = yield* files
    .readDirectory(folder)
    .pipe(
      Effect.mapError(
        () => new ExecutorUnknown({ setting: `replay:${folder}`, detail: "there is no such folder" })
      )
    )
  const players = new Map<string, AgentExecutor["Service"]>()
  for (const name of names.toSorted((a, b) => b.length - a.length))
    if (yield* isRecording(path.join(folder, name))) players.set(name, yield* player(path.join(folder, name)))
  return AgentExecutor.of({
    name: "replay",
    pricing: { model: null },
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

/** Recorded calls, or answers by their work. */
const isRecording = Effect.fnUntraced(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  return (
    (yield* RecordedAgentExecutor.isRecorded(folder)) || (yield* files.exists(`${folder}/recording.json`))
  )
})

const player = Effect.fnUntraced(function* (folder: string) {
  if (yield* RecordedAgentExecutor.isRecorded(folder))
    return Context.get(yield* Layer.build(RecordedAgentExecutor.layer(folder)), AgentExecutor)
  const context = yield* Layer.build(
    ModelAgentExecutor.layer.pipe(Layer.provide(ReplayLanguageModel.layer(folder)))
  )
  return Context.get(context, AgentExecutor)
})
