/**
 * What an agent run was told, as one content that the log names.
 */
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect, Schema } from "effect"
import { textOfBlob } from "../tree/TreeContent.ts"

const StoredPrompt = Schema.fromJsonString(
  Schema.Struct({
    system: Schema.String,
    prompt: Schema.String,
    /** See `AgentRequest`. */
    stable: Schema.optionalKey(Schema.Int),
    /** The model that the agent's template asks for; the executor's own when left out. */
    model: Schema.optionalKey(Schema.NonEmptyString)
  })
)
export type StoredPrompt = typeof StoredPrompt.Type

const encode = Schema.encodeEffect(StoredPrompt)
const decode = Schema.decodeEffect(StoredPrompt)

/** The digest that it is kept under. */
export const keep = Effect.fnUntraced(function* (prompt: StoredPrompt) {
  const blobs = yield* BlobStore
  return yield* blobs.put(bytesOf(yield* Effect.orDie(encode(prompt))))
})

export const read = ({ prompt, runId }: Pick<AgentRunRow, "prompt" | "runId">) =>
  Effect.flatMap(textOfBlob(prompt, `the prompt of ${runId}`), (text) => Effect.orDie(decode(text)))
