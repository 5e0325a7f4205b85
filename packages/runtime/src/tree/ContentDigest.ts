/**
 * SHA-256 of texts, trees and evidence, through Effect's Digest service.
 */
import type { AgentTemplate } from "@layercake/core/agent/Agent"
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import { canonicalEvidence, type Evidence, EvidenceDigest } from "@layercake/core/gate/Evidence"
import { BlobDigest } from "@layercake/core/store/Blob"
import { bytesOf } from "@layercake/core/store/BlobText"
import { canonicalTree, TreeDigest, type TreeFile } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { Digest } from "effect/crypto"

/** Of the template as it is in force, wherever it came from. */
export const ofTemplate = (template: AgentTemplate) =>
  Effect.map(sha256(canonicalJson({ ...template })), (hex) => BlobDigest.make(hex))

const sha256 = Effect.fnUntraced(function* (text: string) {
  const digest = yield* Digest.Digest
  return yield* digest.digestHex(Digest.sha256, bytesOf(text))
})

export const ofTree = (files: Iterable<Pick<TreeFile, "path" | "digest">>) =>
  Effect.map(sha256(canonicalTree(files)), (hex) => TreeDigest.make(hex))

export const ofEvidence = (evidence: Evidence) =>
  Effect.map(sha256(canonicalEvidence(evidence)), (hex) => EvidenceDigest.make(hex))
