/**
 * Agent executors over a folder of recorded calls: one that records what another answers, and one that plays it back.
 */
import { AgentExecutor } from "@layercake/core/port/AgentExecutor"
import { CallRecordings } from "@layercake/core/port/CallRecordings"
import { recording } from "@layercake/core/recording/RecordingExecutor"
import { replaying } from "@layercake/core/recording/ReplayExecutor"
import { Effect, FileSystem, Layer } from "effect"
import { Digest } from "effect/crypto"
import * as FolderCallRecordings from "./FolderCallRecordings.ts"

/** Wraps the executor that it is given. */
export const layerRecording = (
  folder: string
): Layer.Layer<AgentExecutor, never, AgentExecutor | FileSystem.FileSystem> =>
  Layer.effect(
    AgentExecutor,
    Effect.gen(function* () {
      return yield* recording(yield* AgentExecutor, yield* CallRecordings)
    })
  ).pipe(Layer.provide(Layer.mergeAll(FolderCallRecordings.layer(folder), Digest.layerWebCrypto)))

/** Reads everything at once, so that what is damaged shows before anything is played. Named `replay/<folder's name>`. */
export const layer = (folder: string) =>
  Layer.effect(
    AgentExecutor,
    Effect.gen(function* () {
      const { all } = yield* CallRecordings
      return yield* replaying(nameOf(folder), yield* all)
    })
  ).pipe(Layer.provide(Layer.mergeAll(FolderCallRecordings.layer(folder), Digest.layerWebCrypto)))

/** Whether the folder holds recorded calls. */
export const isRecorded = (folder: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    Effect.zipWith(
      files.exists(`${folder}/${FolderCallRecordings.indexName}`),
      files.exists(`${folder}/${FolderCallRecordings.callsName}`),
      (index, calls) => index || calls
    )
  )

const nameOf = (folder: string): string =>
  folder
    .split(/[/\\]/)
    .filter((part) => part !== "" && part !== ".")
    .at(-1) ?? "recording"
