/**
 * What an agent run was told, read back from where the log keeps it.
 */
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import { Effect, Schema } from "effect"
import { textOfBlob } from "../tree/TreeContent.ts"

const decode = Schema.decodeEffect(
  Schema.fromJsonString(Schema.Struct({ system: Schema.String, prompt: Schema.String }))
)

export const readPrompt = ({ prompt, runId }: Pick<AgentRunRow, "prompt" | "runId">) =>
  Effect.flatMap(textOfBlob(prompt, `the prompt of ${runId}`), (text) => Effect.orDie(decode(text)))
