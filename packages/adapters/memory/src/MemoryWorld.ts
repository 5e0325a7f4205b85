/**
 * Every port but the agents' executor, in one process: stores, workspace, repository, forge, sandbox, package registry,
 * deployer, sender of webhooks and no checkers. For SDK users who begin, and for tests.
 */
import { Checkers } from "@layercake/core/port/Checkers"
import { Layer, Option } from "effect"
import * as MemoryDeployer from "./MemoryDeployer.ts"
import * as MemoryFormatter from "./MemoryFormatter.ts"
import * as MemoryForge from "./MemoryForge.ts"
import * as MemoryPackageRegistry from "./MemoryPackageRegistry.ts"
import * as MemoryRepository from "./MemoryRepository.ts"
import * as MemorySandbox from "./MemorySandbox.ts"
import * as MemoryStore from "./MemoryStore.ts"
import * as MemoryWebhookSender from "./MemoryWebhookSender.ts"
import * as MemoryWorkspace from "./MemoryWorkspace.ts"

/** A check that nobody serves is inconclusive; pipelines with checks bring their own `Checkers`. */
const noCheckers = Layer.succeed(Checkers, { find: () => Option.none() })

export const layer = Layer.mergeAll(
  MemoryStore.layer,
  MemoryWorkspace.layer,
  MemoryFormatter.layer,
  MemoryForge.layer.pipe(Layer.provideMerge(MemoryRepository.layer)),
  MemorySandbox.layer,
  MemoryPackageRegistry.layer,
  MemoryDeployer.layer,
  MemoryWebhookSender.layer,
  noCheckers
)
