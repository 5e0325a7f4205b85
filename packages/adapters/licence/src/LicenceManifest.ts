/**
 * What the project's own `package.json` files ask to be installed, and whether it is there. Does not read the packages.
 */
import type { Diagnostic } from "@layercake/core/proof/Proof"
import { Effect, Result, Schema } from "effect"
import { lstat } from "node:fs/promises"
import { dirname, join } from "node:path"

export interface Manifest {
  readonly path: string
  /** Names under `dependencies`; development and optional ones may be left out of an installation. */
  readonly dependencies: ReadonlyArray<string>
  readonly fault?: Diagnostic
}

export const readManifest = (path: string, text: string): Manifest =>
  Result.match(decode(text.replace(/^\uFEFF/, "")), {
    onFailure: () => ({ path, dependencies: [], fault: unreadable(path) }),
    onSuccess: ({ dependencies = {}, optionalDependencies = {} }) => ({
      path,
      dependencies: Object.keys(dependencies).filter((name) => !Object.hasOwn(optionalDependencies, name))
    })
  })

/** Looks in the manifest's folder and those above it, as Node does; one warning for each manifest. */
export const missingDependencies = Effect.fnUntraced(function* (
  workspace: string,
  manifests: ReadonlyArray<Manifest>
) {
  const warnings: Array<Diagnostic> = []
  for (const { dependencies, path } of manifests) {
    const absent = yield* Effect.filter(
      dependencies,
      (name) => Effect.map(isInstalled(workspace, path, name), (there) => !there),
      { concurrency: 8 }
    )
    if (absent.length > 0) warnings.push(notInstalled(path, absent))
  }
  return warnings
})

const Names = Schema.optional(Schema.Record(Schema.String, Schema.Unknown))
const decode = Schema.decodeUnknownResult(
  Schema.fromJsonString(Schema.Struct({ dependencies: Names, optionalDependencies: Names }))
)

const isInstalled = (workspace: string, manifest: string, name: string) =>
  Effect.promise(() =>
    Promise.all(
      foldersAbove(dirname(manifest)).map((folder) =>
        lstat(join(workspace, folder, "node_modules", name)).then(
          () => true,
          () => false
        )
      )
    ).then((found) => found.includes(true))
  )

/** The folder itself first, the workspace last. */
const foldersAbove = (folder: string): ReadonlyArray<string> =>
  folder === "." ? ["."] : [folder, ...foldersAbove(dirname(folder))]

const notInstalled = (path: string, names: ReadonlyArray<string>): Diagnostic => ({
  severity: "warning",
  rule: "not-installed",
  path,
  message: `${path} depends on ${names.slice(0, 5).join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""}, not installed here. Install first.`
})

const unreadable = (path: string): Diagnostic => ({
  severity: "warning",
  rule: "manifest-unreadable",
  path,
  message: `${path} is no JSON object with lists of dependencies, so nobody knows what is to be installed. Correct it.`
})
