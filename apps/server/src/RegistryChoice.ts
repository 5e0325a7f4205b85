/**
 * Where packages are looked up before they are installed: the registry that npm on this machine is configured with.
 */
import * as NodeToolchain from "@layercake/process/NodeToolchain"
import * as NpmPackageRegistry from "@layercake/registry/NpmPackageRegistry"
import * as NpmSettings from "@layercake/registry/NpmSettings"
import { Effect, Layer, Option } from "effect"
import type { FileSystem } from "effect"
import type { ChildProcessSpawner } from "effect/process"

/** npm is asked at the first lookup, so that nobody waits for it who builds nothing. */
export const layer = Layer.unwrap(
  Effect.map(Effect.context<FileSystem.FileSystem | ChildProcessSpawner.ChildProcessSpawner>(), (services) =>
    NpmPackageRegistry.layerWith({ settings: Effect.provideContext(readSettings, services) })
  )
)

const readSettings = Effect.gen(function* () {
  const { node, npm } = yield* NodeToolchain.detect()
  return Option.isNone(npm)
    ? NpmSettings.standard
    : yield* NpmSettings.readFromHost([node, `${npm.value}/${NodeToolchain.npmPrograms.npm}`], process.env)
})
