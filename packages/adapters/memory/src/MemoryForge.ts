/**
 * A `Forge` held in one process, publishing what the `Repository` beside it has. The state can be kept while the layer
 * is built again.
 */
import { Forge, ForgeError } from "@layercake/core/port/Forge"
import { type CommitSha, Repository } from "@layercake/core/port/Repository"
import type { ProjectId } from "@layercake/core/project/Project"
import { Effect, Layer } from "effect"

/** What each project's branch is at; what a disk is to the real adapter. */
export type MemoryForgeState = Map<ProjectId, CommitSha>

export const makeState = (): MemoryForgeState => new Map()

const name = "memory"
/** The one branch that a repository in memory has. */
const onlyBranch = "main"

export const layerWith = (state: MemoryForgeState): Layer.Layer<Forge, never, Repository> =>
  Layer.effect(
    Forge,
    Effect.gen(function* () {
      const repository = yield* Repository
      return Forge.of({
        name,
        push: Effect.fn("MemoryForge.push")(function* ({ branch, directory, project }) {
          const refuse = (detail: string) =>
            new ForgeError({ forge: name, operation: "push", detail, isRetryable: false })
          const commits = yield* Effect.mapError(
            repository.log(directory),
            (error) =>
              new ForgeError({
                forge: name,
                operation: "push",
                detail: error.message,
                isRetryable: error.isRetryable
              })
          )
          const tip = commits[0]
          if (tip === undefined || branch !== onlyBranch) {
            return yield* refuse(
              `there is no branch ${branch} in the repository of ${directory}; commit first`
            )
          }
          const published = state.get(project)
          if (published !== undefined && !commits.some((commit) => commit.sha === published)) {
            return yield* refuse(`${branch} of ${project} has commits that the workspace does not have`)
          }
          state.set(project, tip.sha)
          return { remote: `memory:${project}`, commit: tip.sha }
        })
      })
    })
  )

/** A fresh, empty state each time the layer is built. */
export const layer: Layer.Layer<Forge, never, Repository> = Layer.suspend(() => layerWith(makeState()))
