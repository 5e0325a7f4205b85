/**
 * Sets of first files that a project can begin from, as values.
 */
import { Schema } from "effect"
import { FilePath } from "./Tree.ts"
import { nodeService } from "./starter/NodeServiceStarter.ts"
import { staticSite } from "./starter/StaticSiteStarter.ts"
import { typescriptLibrary } from "./starter/TypescriptLibraryStarter.ts"

export const StarterName = Schema.Literals(["node-service", "static-site", "typescript-library"])
export type StarterName = typeof StarterName.Type

export interface Starter {
  readonly description: string
  /** Contents by path. */
  readonly files: Readonly<Record<string, string>>
}

export const starters: Readonly<Record<StarterName, Starter>> = {
  "node-service": nodeService,
  "static-site": staticSite,
  "typescript-library": typescriptLibrary
}

export const filesOf = (
  starter: Starter
): ReadonlyArray<{ readonly path: FilePath; readonly content: string }> =>
  Object.entries(starter.files).map(([path, content]) => ({ path: FilePath.make(path), content }))
