/**
 * What is in the bare repositories of the local forge. Changes nothing in them.
 */
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { ExportFormat, ForgeRepository } from "@layercake/core/port/Forge"
import { CommitSha } from "@layercake/core/port/Repository"
import { ProjectId } from "@layercake/core/project/Project"
import { Effect, Option, Schema } from "effect"
import { failed, refusal } from "./BareForgeFailure.ts"
import * as BareRepository from "./BareRepository.ts"
import { run } from "./GitProcess.ts"
import * as GitScratch from "./GitScratch.ts"

export const remoteOf = (directory: string, project: ProjectId): string => join(directory, `${project}.git`)

/** Bytes of an export that are read into memory at most. */
const mostBytes = 100_000_000

const isProject = Schema.is(ProjectId)

export const repositories = Effect.fnUntraced(function* (directory: string) {
  const names = yield* Effect.orElseSucceed(
    Effect.tryPromise(() => readdir(directory)),
    (): ReadonlyArray<string> => []
  )
  const projects = names.flatMap((name) => {
    const project = name.endsWith(".git") ? name.slice(0, -".git".length) : ""
    return isProject(project) ? [project] : []
  })
  const found = yield* Effect.forEach(projects.toSorted(), (project) => repository(directory, project))
  return found.flatMap(Option.toArray)
})

export const repository = Effect.fnUntraced(function* (directory: string, project: ProjectId) {
  const remote = remoteOf(directory, project)
  if (!(yield* BareRepository.exists(remote))) return Option.none<ForgeRepository>()
  const printed = yield* inside(remote, [
    "for-each-ref",
    "--format=%(refname) %(objecttype) %(objectname) %(*objecttype) %(*objectname)",
    "refs/heads",
    "refs/tags"
  ])
  const refs = printed.split("\n").flatMap((line) => {
    const [ref = "", type, object, tagged, commit] = line.split(" ")
    const sha = type === "commit" ? object : tagged === "commit" ? commit : undefined
    return sha === undefined ? [] : [{ ref, commit: CommitSha.make(sha) }]
  })
  const named = (prefix: string) =>
    refs
      .filter(({ ref }) => ref.startsWith(prefix))
      .map(({ commit, ref }) => ({ name: ref.slice(prefix.length), commit }))
  return Option.some<ForgeRepository>({
    name: project,
    remote: pathToFileURL(remote).href,
    branches: named("refs/heads/"),
    tags: named("refs/tags/")
  })
})

export const readme = Effect.fnUntraced(function* (directory: string, project: ProjectId) {
  const remote = remoteOf(directory, project)
  if (!(yield* hasMain(directory, project))) return Option.none<string>()
  const entry = yield* inside(remote, ["ls-tree", "refs/heads/main", "README.md"])
  const [, type, object] = entry.split(/[ \t]/)
  return type === "blob" && object !== undefined
    ? Option.some(yield* inside(remote, ["cat-file", "blob", object]))
    : Option.none<string>()
})

export const exported = Effect.fnUntraced(function* (
  directory: string,
  project: ProjectId,
  format: ExportFormat
) {
  const remote = remoteOf(directory, project)
  if (!(yield* hasMain(directory, project))) return Option.none<Uint8Array>()
  const scratch = yield* Effect.mapError(GitScratch.make(directory), failed(true))
  const file = join(scratch, `export.${format}`)
  yield* inside(
    remote,
    format === "bundle"
      ? ["bundle", "create", "--quiet", file, "--branches", "--tags"]
      : ["archive", "--format=zip", `--output=${file}`, "refs/heads/main"]
  )
  const { size } = yield* Effect.mapError(
    GitScratch.step("export", () => stat(file)),
    failed(true)
  )
  if (size > mostBytes)
    return yield* refusal(
      "export",
      `the ${format} of ${project} has ${size} bytes, more than ${mostBytes}. Clone ${pathToFileURL(remote).href} instead.`
    )
  const bytes = yield* Effect.mapError(
    GitScratch.step("export", () => readFile(file)),
    failed(true)
  )
  return Option.some(new Uint8Array(bytes))
}, Effect.scoped)

/** Something was published on the branch that projects are published to. */
const hasMain = (directory: string, project: ProjectId) =>
  Effect.map(
    repository(directory, project),
    Option.exists(({ branches }) => branches.some(({ name }) => name === BareRepository.branch))
  )

const inside = (remote: string, args: readonly [string, ...ReadonlyArray<string>]) =>
  run({ directory: remote, args, env: { GIT_DIR: remote } }).pipe(Effect.mapError(failed(true)))
