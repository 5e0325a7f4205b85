/**
 * A workspace on disk, with installed packages, that is removed when the test ends.
 */
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { CheckFailed, type CheckInput } from "@layercake/core/port/Checkers"
import { BlobDigest } from "@layercake/core/store/Blob"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** Contents by path: a text, a value to be written as JSON, or a link. Files of the tree are those not installed. */
export const installedTree = (entries: Record<string, unknown>) =>
  Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "layercake-licence-"))),
    (directory) => Effect.promise(() => rm(directory, { recursive: true, force: true }))
  ).pipe(
    Effect.tap((directory) =>
      Effect.forEach(Object.entries(entries), ([path, content]) =>
        Effect.promise(() => write(join(directory, path), content))
      )
    ),
    Effect.map((directory): CheckInput => ({
      files: Object.keys(entries)
        .filter((path) => !path.includes("node_modules"))
        .map((path) => ({ path: FilePath.make(path), digest: BlobDigest.make("0".repeat(64)), bytes: 1 })),
      read: (path) =>
        Effect.tryPromise({
          try: () => readFile(join(directory, path), "utf8"),
          catch: () => new CheckFailed({ detail: path })
        }),
      directory,
      policy: defaultPolicy,
      proofs: [],
      output: (proof) => Effect.fail(new CheckFailed({ detail: `no output of ${proof.kind}` }))
    }))
  )

export const linkTo = (target: string) => ({ linkTo: target })

const write = async (path: string, content: unknown) => {
  await mkdir(dirname(path), { recursive: true })
  const isLink = typeof content === "object" && content !== null && "linkTo" in content
  if (isLink) await symlink(String(content.linkTo), path)
  else await writeFile(path, typeof content === "string" ? content : JSON.stringify(content))
}
