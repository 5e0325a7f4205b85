/**
 * The runtime joined over its ports: what every host and every SDK user needs besides adapters. With `workers` it also
 * does the work; without, it only takes commands and answers questions.
 */
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import { Layer } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import * as LogInLimits from "./account/LogInLimits.ts"
import * as AgentTemplates from "./agent/AgentTemplates.ts"
import * as BuiltTrees from "./build/BuiltTrees.ts"
import * as JudgedPackages from "./build/JudgedPackages.ts"
import * as Commands from "./command/Commands.ts"
import * as PartialCopies from "./history/PartialCopies.ts"
import * as PersonalTexts from "./store/PersonalTexts.ts"
import * as ProjectStates from "./project/ProjectStates.ts"
import * as ProjectionUpkeep from "./projection/ProjectionUpkeep.ts"
import * as Workers from "./worker/Workers.ts"

export interface FactoryOptions {
  /** Makes the digests; WebCrypto when left out. What the platform brings is quicker for small contents. */
  readonly digest?: Layer.Layer<Digest.Digest>
}

/** Takes commands and answers questions. Needs the store ports only. */
export const layer = (
  templates: ReadonlyArray<AgentTemplate>,
  { digest = Digest.layerWebCrypto }: FactoryOptions = {}
) =>
  Commands.layer.pipe(
    Layer.provideMerge(
      Layer.mergeAll(PartialCopies.layer, PersonalTexts.layer, AgentTemplates.layer(templates)).pipe(
        Layer.provideMerge(ProjectStates.layer)
      )
    ),
    Layer.provideMerge(LogInLimits.layer),
    Layer.provideMerge(Layer.mergeAll(digest, SecureRandom.layerWebCrypto))
  )

/** Does the work that becomes due. Needs `layer` and every port. */
export const workers = (...options: Parameters<typeof Workers.layer>) =>
  Layer.merge(
    Workers.layer(...options).pipe(Layer.provide(Layer.merge(BuiltTrees.layer, JudgedPackages.layer))),
    ProjectionUpkeep.layer
  )
