/**
 * The runtime joined over its ports: what every host and every SDK user needs besides adapters. With `workers` it also
 * does the work; without, it only takes commands and answers questions.
 */
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import { Layer } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import * as AgentTemplates from "./agent/AgentTemplates.ts"
import * as Commands from "./command/Commands.ts"
import * as ProjectStates from "./project/ProjectStates.ts"
import * as Workers from "./worker/Workers.ts"

/** Takes commands and answers questions. Needs the store ports only. */
export const layer = (templates: ReadonlyArray<AgentTemplate>) =>
  Commands.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(ProjectStates.layer, AgentTemplates.layer(templates))),
    Layer.provideMerge(Layer.mergeAll(Digest.layerWebCrypto, SecureRandom.layerWebCrypto))
  )

/** Does the work that becomes due. Needs `layer` and every port. */
export const workers = Workers.layer
