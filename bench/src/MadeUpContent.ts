/**
 * What made-up events hold: digests of contents that are really there, digests of nothing, and words.
 */
import { BlobDigest } from "@layercake/core/store/Blob"
import { hash } from "node:crypto"

/** What the events name by digest; kept with the log, so that nothing is missing when it is verified. */
export const contents = Array.from({ length: 256 }, (_, index) => `content ${index} of a made-up project`)

const digests = contents.map((content) => BlobDigest.make(hash("sha256", content)))

/** Of one of the contents. */
export const digestOf = (seed: number): BlobDigest => digests[seed % digests.length]!

/** 64 hexadecimal digits, for digests of what is no content of its own. */
export const hex = (seed: number): string => {
  let [digits, state] = ["", (seed + 1) >>> 0]
  while (digits.length < 64) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0
    digits += state.toString(16).padStart(8, "0")
  }
  return digits
}

/** About 1,600 characters. */
export const prose =
  "A booking is confirmed by mail within a minute, with the invoice attached. One that is cancelled up to a day before costs nothing, after that half of the price. ".repeat(
    10
  )
