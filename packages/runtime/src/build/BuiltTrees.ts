/**
 * Which tree this process built last in each project's folder. What a build leaves there is this machine's alone; the
 * log knows only that it passed.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import type { TreeDigest } from "@layercake/core/tree/Tree"
import { Context, Layer } from "effect"

export class BuiltTrees extends Context.Service<BuiltTrees, Map<ProjectId, TreeDigest>>()(
  "@layercake/runtime/build/BuiltTrees"
) {}

export const layer: Layer.Layer<BuiltTrees> = Layer.sync(BuiltTrees, () => new Map())
