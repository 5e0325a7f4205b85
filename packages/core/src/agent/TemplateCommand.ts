/**
 * What may be asked about agent templates. The markdown was read before, and is in the blob store.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"
import { Tier } from "../store/JobQueue.ts"
import { AgentName } from "./Agent.ts"

const template = {
  agent: AgentName,
  version: Schema.Int,
  tier: Tier,
  template: BlobDigest,
  digest: BlobDigest
}

/** For one project. */
export class RegisterTemplate extends Schema.TaggedClass<RegisterTemplate>()("RegisterTemplate", template) {}

/** For every project that has none of its own. */
export class RegisterHostTemplate extends Schema.TaggedClass<RegisterHostTemplate>()(
  "RegisterHostTemplate",
  template
) {}
