import {
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as RepositoryReadingConformance from "@layercake/conformance/RepositoryReadingConformance"
import * as RepositoryConformance from "@layercake/conformance/RepositoryConformance"
import { Repository } from "@layercake/core/port/Repository"
import * as GitRepository from "@layercake/git/GitRepository"
import { Effect, Fiber } from "effect"
import { commitElsewhere } from "./CommitElsewhere.ts"
import { requestFor } from "./CommitSample.ts"
import { git, prepare, put, repositoryOf } from "./GitWorld.ts"

RepositoryConformance.suite("git", GitRepository.layer, { prepare })
RepositoryReadingConformance.suite("git", GitRepository.layer, {
  prepare,
  put: (directory, files) =>
    Effect.sync(() => {
      for (const [path, text] of Object.entries(files))
        if (text === null) rmSync(join(directory, path))
        else put(directory, { [path]: text })
    })
})

const commit = Effect.fnUntraced(function* (directory: string, key: string, paths: ReadonlyArray<string>) {
  const repository = yield* Repository
  return yield* repository.commit(requestFor(directory, key, paths))
})

const filesAt = (directory: string, commit: string) =>
  git(directory, "ls-tree", "-r", "--name-only", commit).split("\n").filter(Boolean)

/** A script that leaves a mark when anybody runs it. */
const trap = (path: string, mark: string) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\ntouch ${mark}\nexit 1\n`)
  chmodSync(path, 0o755)
}

describe("GitRepository", () => {
  it.effect("commits exactly the given paths: additions, changes, removals and ignored ones", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({
        ".gitignore": "*.log\n",
        "a.txt": "a",
        "b/c.txt": "c",
        "left.txt": "left",
        "x.log": "x"
      })
      const first = yield* commit(directory, "run-1", ["a.txt", "b/c.txt", "x.log"])
      put(directory, { "a.txt": "changed", "left.txt": "changed" })
      rmSync(join(directory, "b"), { recursive: true })
      put(directory, { b: "now a file" })

      const second = yield* commit(directory, "run-2", ["a.txt", "b/c.txt", "b"])

      assert.deepStrictEqual(filesAt(directory, first), ["a.txt", "b/c.txt", "x.log"])
      assert.deepStrictEqual(filesAt(directory, second), ["a.txt", "b", "x.log"])
      assert.strictEqual(git(directory, "show", `${second}:a.txt`), "changed")
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.effect("leaves out what somebody else has staged", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({ "a.txt": "a", "theirs.txt": "theirs" })
      yield* commit(directory, "run-1", ["a.txt"])
      git(directory, "add", "theirs.txt")

      const second = yield* commit(directory, "run-2", [])

      assert.deepStrictEqual(filesAt(directory, second), ["a.txt"])
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.effect("lets a person look at the workspace with git, and see it clean", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({ "a.txt": "a", "run.sh": "#!/bin/sh\n" })
      // As a sandbox leaves it behind.
      mkdirSync(join(directory, ".git"))
      chmodSync(join(directory, "run.sh"), 0o755)
      const repository = yield* Repository
      const sha = yield* repository.commit({
        ...requestFor(directory, "run-1", ["a.txt", "run.sh"]),
        body: "First line.\nSecond line.",
        trailers: { Gate: "G5" }
      })

      assert.strictEqual(git(directory, "status", "--porcelain"), "")
      assert.strictEqual(git(directory, "symbolic-ref", "--short", "HEAD"), "main")
      assert.strictEqual(git(directory, "rev-parse", "HEAD"), sha)
      assert.strictEqual(
        git(directory, "log", "-1", "--format=%an <%ae>%n%cn <%ce>%n%B"),
        [
          "Backend developer <backend@localhost>",
          "LayerCake <layercake@localhost>",
          "Work of run-1",
          "",
          "First line.",
          "Second line.",
          "",
          "Gate: G5",
          "LayerCake-Key: run-1"
        ].join("\n")
      )
      assert.include(git(directory, "ls-tree", sha, "run.sh"), "100755")
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.effect("runs no hook, filter or monitor that somebody put into the workspace or its repository", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({ "a.txt": "a", ".gitattributes": "* filter=trap diff=trap\n" })
      const mark = `${directory}-mark`
      const config = `[core]\n\thooksPath = ${directory}/hooks\n\tfsmonitor = ${directory}/trap\n[filter "trap"]\n\tclean = ${directory}/trap\n\trequired = true\n`
      put(directory, { ".git/config": config })
      trap(join(directory, "trap"), mark)
      const hooks = [
        "pre-commit",
        "commit-msg",
        "post-commit",
        "reference-transaction",
        "post-index-change",
        "pre-auto-gc"
      ]
      for (const hook of hooks) {
        trap(join(directory, "hooks", hook), mark)
        trap(join(directory, ".git/hooks", hook), mark)
      }

      yield* commit(directory, "run-1", ["a.txt", ".gitattributes"])
      for (const hook of hooks) trap(join(repositoryOf(directory), "hooks", hook), mark)
      put(directory, { "a.txt": "b" })
      const second = yield* commit(directory, "run-2", ["a.txt"])

      assert.isFalse(existsSync(mark))
      assert.strictEqual(git(repositoryOf(directory), "show", `${second}:a.txt`), "b")
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.effect("commits the bytes that are there, whatever the attributes ask for", () =>
    Effect.gen(function* () {
      const text = "one\r\ntwo\r\n$Id$\r\n"
      const directory = yield* prepare({
        "a.txt": text,
        "b.txt": text,
        ".gitattributes": "*.txt text eol=lf ident\nb.txt working-tree-encoding=UTF-16\n"
      })

      const sha = yield* commit(directory, "run-1", ["a.txt", "b.txt", ".gitattributes"])

      for (const path of ["a.txt", "b.txt"]) {
        assert.strictEqual(
          git(repositoryOf(directory), "cat-file", "-s", `${sha}:${path}`),
          String(text.length)
        )
      }
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.effect("refuses a folder and a path behind a link, and commits nothing", () =>
    Effect.gen(function* () {
      const repository = yield* Repository
      const directory = yield* prepare({ "folder/a.txt": "a" })
      symlinkSync("/etc", join(directory, "link"))

      for (const path of ["folder", "link/passwd"]) {
        const error = yield* Effect.flip(commit(directory, "run-1", ["folder/a.txt", path]))
        assert.strictEqual(error.operation, "update-index")
        assert.include(error.message, path)
      }
      assert.deepStrictEqual(yield* repository.log(directory), [])
      assert.strictEqual((yield* Effect.flip(commit(`${directory}-none`, "run-1", []))).operation, "init")
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.effect.skipIf(process.getuid?.() !== 0)("works in a folder that belongs to another user", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({ "a.txt": "a" })
      chownSync(directory, 12_345, 12_345)
      chownSync(join(directory, "a.txt"), 12_345, 12_345)

      const sha = yield* commit(directory, "run-1", ["a.txt"])

      assert.deepStrictEqual(filesAt(directory, sha), ["a.txt"])
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.live("does not mind a lock of the index, and clears away what a killed commit left", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({ "a.txt": "a" })
      yield* commit(directory, "run-1", ["a.txt"])
      put(repositoryOf(directory), { "index.lock": "", ".layercake-killed/index": "" })
      utimesSync(join(repositoryOf(directory), ".layercake-killed"), 1, 1)
      put(directory, { "a.txt": "b" })

      const sha = yield* commit(directory, "run-2", ["a.txt"])

      assert.strictEqual(git(directory, "show", `${sha}:a.txt`), "b")
      assert.deepStrictEqual(
        readdirSync(repositoryOf(directory)).filter((name) => name.startsWith(".layercake")),
        []
      )
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.live("removes a lock of the branch that a killed git left, and no sooner than after ten seconds", () =>
    Effect.gen(function* () {
      const directory = yield* prepare({ "a.txt": "a" })
      yield* commit(directory, "run-1", ["a.txt"])
      const lock = join(repositoryOf(directory), "refs/heads/main.lock")
      writeFileSync(lock, "")
      const made = statSync(lock).mtimeMs
      utimesSync(lock, made / 1000 - 9, made / 1000 - 9)

      const sha = yield* commit(directory, "run-2", ["a.txt"])

      assert.strictEqual(git(directory, "rev-parse", "HEAD"), sha)
      assert.isAtLeast(statSync(join(repositoryOf(directory), "refs/heads/main")).mtimeMs - made, 1_000)
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.live("has a commit whole or not at all when it is killed, and makes it once", () =>
    Effect.gen(function* () {
      const repository = yield* Repository
      const names = Array.from({ length: 50 }, (_, index) => `${index}.txt`)
      const directory = join(yield* prepare({}), "project")
      put(directory, Object.fromEntries(names.map((name) => [name, name])))
      const parts = dirname(repositoryOf(directory))
      const found = (pattern: string) => globSync(pattern, { cwd: parts }).length
      const moments = [
        ".layercake-*/*/HEAD",
        "*.git/HEAD",
        "*.git/.layercake-*/index.lock",
        "*.git/.layercake-*/index",
        "*.git/refs/heads/main"
      ]
      for (const moment of moments) {
        const before = found(moment)
        yield* commitElsewhere({
          directory,
          keys: ["run-1"],
          paths: names,
          killWhen: () => found(moment) > before
        })
      }

      const sha = yield* commit(directory, "run-1", names)

      assert.deepStrictEqual(
        (yield* repository.log(directory)).map((commit) => commit.sha),
        [sha]
      )
      assert.strictEqual(filesAt(directory, sha).length, names.length)
      assert.strictEqual(git(directory, "fsck", "--strict"), "")
    }).pipe(Effect.provide(GitRepository.layer))
  )

  it.live("loses no commit when two processes commit at once", () =>
    Effect.gen(function* () {
      const repository = yield* Repository
      const directory = yield* prepare({ "a.txt": "a" })
      const other = yield* Effect.forkChild(
        commitElsewhere({ directory, keys: ["both", "other-1", "other-2"], paths: ["a.txt"] })
      )

      yield* Effect.forEach(["both", "own-1", "own-2"], (key) => commit(directory, key, ["a.txt"]))
      yield* Fiber.join(other)

      const keys = (yield* repository.log(directory)).map((commit) => commit.trailers["LayerCake-Key"])
      assert.deepStrictEqual(keys.sort(), ["both", "other-1", "other-2", "own-1", "own-2"])
    }).pipe(Effect.provide(GitRepository.layer))
  )
})
