/**
 * One row for each agent whose template was registered, with what tells it from a changed one. The text is a content.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { BlobDigest } from "../store/Blob.ts"
import { Tier } from "../store/JobQueue.ts"
import { AgentName } from "./Agent.ts"

export const TemplateRow = Schema.Struct({
  agent: AgentName,
  version: Schema.Int,
  tier: Tier,
  template: BlobDigest,
  digest: BlobDigest,
  by: Actor,
  at: Timestamp
})
export type TemplateRow = typeof TemplateRow.Type

export const templateBoard = Projection.make<TemplateRow>("template", TemplateRow, {
  AgentTemplateRegistered: Projection.put(
    (event) => event.agent,
    ({ agent, digest, template, tier, version }, { actor, at }) => ({
      agent,
      version,
      tier,
      template,
      digest,
      by: actor,
      at
    })
  )
})
