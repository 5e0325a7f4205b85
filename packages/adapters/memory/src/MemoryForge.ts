/**
 * A `Forge` held in one process, publishing what the `Repository` beside it has. The state can be kept while the layer
 * is built again.
 */
import { Forge, ForgeError, type ForgeRepository, ForgeUnsupported } from "@layercake/core/port/Forge"
import { type CommitSha, Repository } from "@layercake/core/port/Repository"
import type { ProjectId } from "@layercake/core/project/Project"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect, Layer, Option } from "effect"

interface Remote {
  readonly branches: Map<string, CommitSha>
  readonly tags: Map<string, { readonly commit: CommitSha; readonly notes: string }>
}

/** What is published of each project; what a disk is to the real adapter. */
export type MemoryForgeState = Map<ProjectId, Remote>

export const makeState = (): MemoryForgeState => new Map()

const name = "memory"
/** The one branch that a repository in memory has. */
const onlyBranch = "main"

/** What the branch of a project is at. */
export const tipOf = (state: MemoryForgeState, project: ProjectId): CommitSha | undefined =>
  state.get(project)?.branches.get(onlyBranch)

export const layerWith = (state: MemoryForgeState): Layer.Layer<Forge, never, Repository> =>
  Layer.effect(
    Forge,
    Effect.gen(function* () {
      const repository = yield* Repository

      const refuse = (operation: string, detail: string) =>
        new ForgeError({ forge: name, operation, detail, isRetryable: false })

      /** Newest first. */
      const commitsOf = (operation: string, directory: string) =>
        Effect.mapError(
          repository.log(directory),
          ({ isRetryable, message }) =>
            new ForgeError({ forge: name, operation, detail: message, isRetryable })
        )

      const known = Effect.fnUntraced(function* (operation: string, directory: string, commit: CommitSha) {
        const commits = yield* commitsOf(operation, directory)
        if (!commits.some(({ sha }) => sha === commit))
          return yield* refuse(operation, `there is no commit ${commit} in the repository of ${directory}`)
      })

      return Forge.of({
        name,
        push: Effect.fn("MemoryForge.push")(function* ({ branch, directory, project }) {
          const commits = yield* commitsOf("push", directory)
          const tip = commits[0]
          if (tip === undefined || branch !== onlyBranch)
            return yield* refuse(
              "push",
              `there is no branch ${branch} in the repository of ${directory}; commit first`
            )
          const published = tipOf(state, project)
          if (published !== undefined && !commits.some((commit) => commit.sha === published))
            return yield* refuse(
              "push",
              `${branch} of ${project} has commits that the workspace does not have`
            )
          remoteOf(state, project).branches.set(branch, tip.sha)
          return { remote: addressOf(project), commit: tip.sha }
        }),

        propose: Effect.fn("MemoryForge.propose")(function* ({ base, branch, commit, directory, project }) {
          yield* known("propose", directory, commit)
          const remote = remoteOf(state, project)
          if (!remote.branches.has(base))
            return yield* refuse("propose", `${base} was not published yet; push it first`)
          const published = remote.branches.get(branch)
          if (branch === base || (published !== undefined && published !== commit))
            return yield* refuse("propose", `${branch} has other commits already`)
          remote.branches.set(branch, commit)
          return { address: addressOf(project), commit }
        }),

        release: Effect.fn("MemoryForge.release")(function* ({ commit, directory, notes, project, tag }) {
          yield* known("release", directory, commit)
          const { tags } = remoteOf(state, project)
          const published = tags.get(tag)
          if (published !== undefined && published.commit !== commit)
            return yield* refuse("release", `${tag} is at ${published.commit} and stays there`)
          if (published === undefined) tags.set(tag, { commit, notes })
          return { address: addressOf(project), commit }
        }),

        user: Effect.succeed({ login: "memory", address: null }),
        repositories: Effect.sync(() => Array.from(state, described).toSorted(byName)),
        repository: (project) =>
          Effect.sync(() =>
            Option.map(Option.fromUndefinedOr(state.get(project)), (remote) => described([project, remote]))
          ),
        // Commits in memory have no files.
        readme: () => Effect.succeedNone,
        export: (project, format) =>
          format === "zip"
            ? Effect.fail(
                new ForgeUnsupported({
                  forge: name,
                  operation: "zip",
                  instead: "commits in memory have no files. Export a bundle."
                })
              )
            : Effect.sync(() =>
                Option.map(Option.fromUndefinedOr(state.get(project)), ({ branches }) =>
                  bytesOf(`${bundleOf(branches)}\n`)
                )
              )
      })
    })
  )

/** A fresh, empty state each time the layer is built. */
export const layer: Layer.Layer<Forge, never, Repository> = Layer.suspend(() => layerWith(makeState()))

const addressOf = (project: ProjectId) => `memory:${project}`

const remoteOf = (state: MemoryForgeState, project: ProjectId): Remote => {
  const remote = state.get(project) ?? { branches: new Map(), tags: new Map() }
  state.set(project, remote)
  return remote
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1)

const described = ([project, { branches, tags }]: readonly [ProjectId, Remote]): ForgeRepository => ({
  name: project,
  remote: addressOf(project),
  branches: Array.from(branches, ([name, commit]) => ({ name, commit })).toSorted(byName),
  tags: Array.from(tags, ([name, { commit }]) => ({ name, commit })).toSorted(byName)
})

/** The head of a git bundle. There are no objects to follow it. */
const bundleOf = (branches: ReadonlyMap<string, CommitSha>) =>
  ["# v2 git bundle", ...Array.from(branches, ([name, commit]) => `${commit} refs/heads/${name}`), ""].join(
    "\n"
  )
