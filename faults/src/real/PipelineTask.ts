/**
 * What the process that carries pipelines is told, and what it says of them.
 */
import { Schema } from "effect"
import { laws } from "../ledger/Ledger.ts"

export const PipelineTaskText = Schema.fromJsonString(
  Schema.Struct({ port: Schema.Int, database: Schema.String, pipelines: Schema.Int })
)

export const PipelineWord = Schema.Union([
  Schema.TaggedStruct("Completed", { count: Schema.Int }),
  Schema.TaggedStruct("Finished", {}),
  Schema.TaggedStruct("Judged", {
    breaches: Schema.Array(Schema.Struct({ law: Schema.Literals(laws), detail: Schema.String })),
    /** Calls of agents. */
    effects: Schema.Int
  })
])
export type PipelineWord = typeof PipelineWord.Type
export const PipelineWordLine = Schema.fromJsonString(PipelineWord)
