/**
 * Looks at the commits of a repository: their list, what is different between two of them, who wrote which line, and
 * which names they have. Every revision that is given to git is the name of an object, never a word of somebody's.
 */
import {
  type BlamedLine,
  type CommitEntry,
  type CommitMark,
  CommitSha,
  type FileDelta
} from "@layercake/core/port/Repository"
import * as Timestamp from "@layercake/core/event/Timestamp"
import { RefName } from "@layercake/core/tree/RefName"
import { DateTime, Effect, Option, Schema } from "effect"
import * as CommitMessage from "./CommitMessage.ts"
import * as GitDirectory from "./GitDirectory.ts"
import { run } from "./GitProcess.ts"

const read = (git: GitDirectory.GitDirectory, args: readonly [string, ...ReadonlyArray<string>]) =>
  run({ directory: git.repository, args, env: { GIT_DIR: git.repository } })

export const history = Effect.fnUntraced(function* (
  git: GitDirectory.GitDirectory,
  tip: string,
  { limit, path, skip }: { readonly path?: string; readonly skip?: number; readonly limit?: number }
) {
  if (!(yield* GitDirectory.exists(git))) return []
  const printed = yield* read(git, [
    "log",
    "-z",
    "--format=%H%x1f%P%x1f%an%x1f%at%x1f%s%x1f%(trailers:only=true,unfold=true,separator=%x1e,key_value_separator=%x1d)",
    ...(limit === undefined ? [] : [`--max-count=${limit}`]),
    ...(skip === undefined ? [] : [`--skip=${skip}`]),
    "--ignore-missing",
    tip,
    "--",
    ...(path === undefined ? [] : [literally(path)])
  ])
  return printed
    .split("\u0000")
    .filter((line) => line !== "")
    .map((line): CommitEntry => {
      const [sha = "", parents = "", author = "", at = "", subject = "", trailers = ""] = line.split("\u001f")
      return {
        sha: CommitSha.make(sha),
        parents: parents.split(" ").flatMap((parent) => (parent === "" ? [] : [CommitSha.make(parent)])),
        author,
        at: timeOf(at),
        subject,
        trailers: CommitMessage.parseTrailers(trailers)
      }
    })
})

export const changes = Effect.fnUntraced(function* (
  git: GitDirectory.GitDirectory,
  from: CommitSha | null,
  to: CommitSha
) {
  const pair = [from ?? emptyTree, to]
  const options = ["-r", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv"]
  const named = yield* read(git, ["diff-tree", ...options, "-z", "--name-status", ...pair])
  const patched = yield* read(git, ["diff-tree", ...options, "-p", "--full-index", ...pair])
  const fields = named.split("\u0000").filter((field) => field !== "")
  const patches = patched.split(/^(?=diff --git )/m).filter((chunk) => chunk.startsWith("diff --git "))
  return Array.from({ length: fields.length / 2 }, (_, index): FileDelta => {
    const hunks = /^@@ .*/ms.exec(patches[index] ?? "")?.[0] ?? null
    const isBinary = hunks === null && /^(?:Binary files |GIT binary patch)/m.test(patches[index] ?? "")
    return {
      path: fields[2 * index + 1] ?? "",
      status: statuses[fields[2 * index] ?? ""] ?? "changed",
      added: count(hunks, "+"),
      removed: count(hunks, "-"),
      patch: isBinary ? null : (hunks ?? "")
    }
  })
})

export const blame = Effect.fnUntraced(function* (
  git: GitDirectory.GitDirectory,
  at: CommitSha,
  path: string
) {
  const there = yield* read(git, ["ls-tree", "-z", at, "--", literally(path)])
  if (!there.startsWith("100")) return []
  const printed = yield* read(git, ["blame", "--line-porcelain", at, "--", path])
  const lines: Array<BlamedLine> = []
  let head: { sha: string; line: number; author: string; at: string } | undefined
  for (const line of printed.split("\n")) {
    const begins = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(line)
    if (head === undefined && begins !== null)
      head = { sha: begins[1] ?? "", line: Number(begins[2]), author: "", at: "0" }
    else if (head === undefined) continue
    else if (line.startsWith("\t")) {
      lines.push({
        line: head.line,
        sha: CommitSha.make(head.sha),
        author: head.author,
        at: timeOf(head.at),
        text: line.slice(1)
      })
      head = undefined
    } else if (line.startsWith("author ")) head.author = line.slice(7)
    else if (line.startsWith("author-time ")) head.at = line.slice(12)
  }
  return lines.some(({ text }) => text.includes("\u0000")) ? [] : lines
})

const isRefName = Schema.is(RefName)

/** Names that LayerCake could not have made are left out. */
export const marks = Effect.fnUntraced(function* (git: GitDirectory.GitDirectory) {
  if (!(yield* GitDirectory.exists(git))) return []
  const printed = yield* read(git, [
    "for-each-ref",
    "--format=%(objectname) %(refname)",
    "refs/heads",
    "refs/tags"
  ])
  return printed
    .split("\n")
    .flatMap((line): ReadonlyArray<CommitMark> => {
      const [, sha = "", folder = "", name = ""] =
        /^([0-9a-f]{40,64}) refs\/(heads|tags)\/(.+)$/.exec(line) ?? []
      return isRefName(name)
        ? [{ kind: folder === "heads" ? "branch" : "tag", name, sha: CommitSha.make(sha) }]
        : []
    })
    .toSorted((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1))
})

/** What git has for a tree without files; it need not be in the repository. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

const statuses: Readonly<Record<string, FileDelta["status"]>> = { A: "added", D: "removed", M: "changed" }

/** Lines of the hunks that begin so. */
const count = (hunks: string | null, sign: string): number =>
  hunks === null ? 0 : hunks.split("\n").filter((line) => line.startsWith(sign)).length

/** A path and no pattern. */
const literally = (path: string): string => `:(literal)${path}`

const timeOf = (seconds: string): Timestamp.Timestamp =>
  Option.match(DateTime.make(Number(seconds) * 1000), {
    onNone: () => Timestamp.fromDateTime(DateTime.makeUnsafe(0)),
    onSome: (time) => Timestamp.fromDateTime(DateTime.toUtc(time))
  })
