/**
 * A tree given as texts or, where a file cannot be read as text, as an error.
 */
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { CheckFailed, type CheckInput } from "@layercake/core/port/Checkers"
import { BlobDigest } from "@layercake/core/store/Blob"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"

export const treeOf = (texts: Record<string, string | CheckFailed>): CheckInput => {
  const files = Object.entries(texts).map(([path, text]) => ({ path: FilePath.make(path), text }))
  return {
    files: files.map(({ path, text }) => ({
      path,
      digest: BlobDigest.make("0".repeat(64)),
      bytes: typeof text === "string" ? text.length : 10
    })),
    read: (path) => {
      const text = files.find((file) => file.path === path)?.text
      return typeof text === "string"
        ? Effect.succeed(text)
        : Effect.fail(text ?? new CheckFailed({ detail: path }))
    },
    directory: "/nowhere",
    policy: defaultPolicy,
    proofs: [],
    output: (proof) => Effect.fail(new CheckFailed({ detail: `no output of ${proof.kind}` }))
  }
}
