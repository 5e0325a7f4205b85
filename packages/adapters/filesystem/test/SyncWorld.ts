/**
 * What the killing test syncs; run as a program it syncs the workspace in the directory of its argument to "after".
 */
import { Effect, Layer } from "effect"
import * as FileWorkspace from "@layercake/filesystem/FileWorkspace"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { sync } from "./WorkspaceFixture.ts"

export const fileCount = 240

export const pathOf = (index: number): string => `folder-${index % 7}/${index}.txt`

export const contentsOf = (version: "before" | "after"): Record<string, string> => ({
  ...Object.fromEntries(
    Array.from({ length: fileCount }, (_, index) => [
      pathOf(index),
      `${version.padEnd(6)} ${index} ${"x".repeat(5_000)} end`
    ])
  ),
  [`only/${version}.txt`]: `${version.padEnd(6)} ${"x".repeat(5_000)} end`
})

export const isWhole = (content: string): boolean => /^(before|after ).* x{5000} end$/.test(content)

if (import.meta.main) {
  const directory = process.argv[2]!
  await Effect.runPromise(
    sync(contentsOf("after")).pipe(
      Effect.provide(Layer.merge(FileWorkspace.layerAt(directory), MemoryStore.layer))
    )
  )
}
