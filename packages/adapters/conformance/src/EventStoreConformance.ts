/**
 * The behaviour every `EventStore` adapter must show, together with the read models and jobs that an append carries.
 * Runs on the real clock: the store may live outside this process.
 */
import { layer as withLayer } from "@effect/vitest"
import type { BlobStore } from "@layercake/core/store/BlobStore"
import type { EventStore } from "@layercake/core/store/EventStore"
import type { JobQueue } from "@layercake/core/store/JobQueue"
import type { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import type { Layer } from "effect"
import { appends } from "./EventAppendConformance.ts"
import { chains } from "./EventChainConformance.ts"
import { flows } from "./EventFlowConformance.ts"
import { moments } from "./EventMomentConformance.ts"
import { payloads } from "./EventPayloadConformance.ts"
import { reads } from "./EventReadConformance.ts"
import { selects } from "./EventSelectConformance.ts"
import { shares } from "./EventShareConformance.ts"

export const suite = <E>(
  name: string,
  layer: Layer.Layer<EventStore | BlobStore | ReadModelStore | JobQueue, E>
) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`EventStore (${name})`, (it) => {
    appends(it)
    reads(it)
    selects(it)
    shares(it)
    chains(it)
    payloads(it)
    moments(it)
    flows(it)
  })
