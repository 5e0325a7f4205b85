/**
 * A tree with three good designs, and the same with pages changed, added or left out.
 */
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { CheckFailed, type CheckInput } from "@layercake/core/port/Checkers"
import { BlobDigest } from "@layercake/core/store/Blob"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { readFileSync } from "node:fs"

export const sample = (option: 1 | 2 | 3) =>
  readFileSync(new URL(`./sample/option-${option}.html`, import.meta.url), "utf8")

const good: Record<string, string> = {
  "designs/option-1.html": sample(1),
  "designs/option-2.html": sample(2),
  "designs/option-3.html": sample(3)
}

export const treeOf = (changes: Record<string, string | undefined> = {}): CheckInput => {
  const files = Object.entries({ ...good, ...changes }).flatMap(([path, text]) =>
    text === undefined ? [] : [{ path: FilePath.make(path), text }]
  )
  return {
    files: files.map(({ path, text }) => ({
      path,
      digest: BlobDigest.make("0".repeat(64)),
      bytes: text.length
    })),
    read: (path) =>
      Effect.fromNullishOr(files.find((file) => file.path === path)?.text).pipe(
        Effect.mapError(() => new CheckFailed({ detail: path }))
      ),
    directory: "/nowhere",
    policy: defaultPolicy,
    proofs: [],
    output: (proof) => Effect.fail(new CheckFailed({ detail: `no output of ${proof.kind}` }))
  }
}
