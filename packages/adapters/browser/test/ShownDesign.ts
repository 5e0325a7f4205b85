/**
 * Designs to show, a check that finds nothing wrong with them, and whether this machine can show them.
 */
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { CheckFailed, type Checker, type CheckInput } from "@layercake/core/port/Checkers"
import { ProofKind, type ProofReport } from "@layercake/core/proof/Proof"
import { BlobDigest } from "@layercake/core/store/Blob"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { usualPlaces } from "../src/BrowserLocation.ts"

/** Tests that need a browser are skipped, and seen to be skipped, where there is none. */
export const hasBrowser = usualPlaces.some((path) => existsSync(path))

export const page = (body: string, head = "") =>
  `<!doctype html>\n<html lang="en"><head><title>Rooms</title><meta name="viewport" content="width=device-width, initial-scale=1">\n${head}</head><body><main><h1>Rooms</h1>\n${body}\n</main></body></html>\n`

export const nothingWrong: ProofReport = {
  outcome: "passed",
  summary: "Looked at.",
  exitCode: null,
  counts: { designs: 1 },
  tools: { jsdom: "31" },
  diagnostics: [],
  durationMillis: 1
}

export const inner = (report: ProofReport = nothingWrong): Checker => ({
  kind: ProofKind.make("designs"),
  check: () => Effect.succeed(report)
})

/** The tree, and every picture that the check kept, by digest. */
export const shownTree = (texts: Record<string, string>) => {
  const kept = new Map<string, Uint8Array>()
  const input: CheckInput = {
    files: Object.entries(texts).map(([path, text]) => ({
      path: FilePath.make(path),
      digest: BlobDigest.make("0".repeat(64)),
      bytes: text.length
    })),
    read: (path) =>
      Effect.fromNullishOr(texts[path]).pipe(Effect.mapError(() => new CheckFailed({ detail: path }))),
    directory: "/nowhere",
    policy: defaultPolicy,
    proofs: [],
    output: (proof) => Effect.fail(new CheckFailed({ detail: `no output of ${proof.kind}` })),
    keep: (bytes) =>
      Effect.sync(() => {
        const digest = BlobDigest.make(createHash("sha256").update(bytes).digest("hex"))
        kept.set(digest, bytes)
        return digest
      })
  }
  return { input, kept }
}
