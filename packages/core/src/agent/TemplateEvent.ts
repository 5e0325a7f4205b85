/**
 * What can happen to an agent template: a project, or LayerCake as a whole, gets one of its own.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"
import { Tier } from "../store/JobQueue.ts"
import { AgentName } from "./Agent.ts"

/** In force for every later run. In LayerCake's own stream it counts for every project that has none of its own. */
export class AgentTemplateRegistered extends Schema.TaggedClass<AgentTemplateRegistered>()(
  "AgentTemplateRegistered",
  {
    agent: AgentName,
    version: Schema.Int,
    tier: Tier,
    /** Of the template as canonical JSON, as every run has it. */
    template: BlobDigest,
    /** The markdown that it was given as. */
    digest: BlobDigest
  }
) {}
