/**
 * What fails, said so that it can be compared from one tree to the next: the same failure on other lines, after another
 * time or under another temporary path is the same failure. Judges nothing.
 */
import type { Diagnostic, Proof } from "../proof/Proof.ts"

export type Failure = Pick<Proof, "kind" | "outcome" | "summary" | "diagnostics">

/** Longest key; what is cut off does not tell failures apart. */
const longestKey = 300

/**
 * One key for each failure, sorted; a failure that is there twice is in it twice. Without errors among the diagnostics
 * the last lines of the summary are the one key. Empty for a proof that passed.
 */
export const failureKeys = (proof: Failure): ReadonlyArray<string> => {
  if (proof.outcome === "passed") return []
  const errors = proof.diagnostics.filter((diagnostic) => diagnostic.severity === "error")
  const keys =
    errors.length > 0
      ? errors.map((error) => keyOf(proof.kind, error))
      : [
          keyOf(proof.kind, {
            severity: "error",
            message: proof.summary.trim().split("\n").slice(-10).join("\n")
          })
        ]
  return keys.toSorted()
}

/** `fs-` and 16 hexadecimal digits over all keys of all proofs; equal exactly when these are, but for accidents. */
export const signatureOf = (proofs: ReadonlyArray<Failure>): string =>
  `fs-${fnv64(
    proofs
      .flatMap(failureKeys)
      .toSorted()
      .map((key) => `${key}\n`)
      .join("")
  )}`

const keyOf = (kind: string, { message, path, rule }: Diagnostic): string =>
  [kind, rule ?? "", path === undefined ? "" : placeless(path), placeless(message)]
    .join(" | ")
    .slice(0, longestKey)

/** Applied in this order; what an earlier one puts in place, a later one leaves alone. */
const normalisations: ReadonlyArray<readonly [what: RegExp, by: string]> = [
  [/\r\n?/g, "\n"],
  // Dates and times before their digits are taken for numbers.
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, "<time>"],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, "<id>"],
  // Absolute paths and addresses of files lie elsewhere on each machine; their last segment stays.
  [/(?:file:\/\/)?(?<![\w.@-])\/(?:[\w.@+~-]+\/)+([\w.@+~-]*)/g, "<path>/$1"],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/gi, "<hash>"],
  [/\b0x[0-9a-f]+\b/gi, "<n>"],
  [
    /[-+]?\b\d+(?:[.,_]\d+)*(?:e[-+]?\d+)?(?: ?(?:ms|[µu]s|ns|sec(?:onds?)?|s|min(?:utes?)?|m|h))?\b/gi,
    "<n>"
  ],
  [/\d+/g, "<n>"]
]

/** The text without whatever changes while the failure stays the same. */
const placeless = (text: string): string =>
  withoutValues(normalisations.reduce((rest, [what, by]) => rest.replace(what, by), text))
    .replace(/<n>(?:[:,]<n>)+/g, "<n>")
    .replace(/\s+/g, " ")
    .trim()

/**
 * Quoted values go, quoted names stay: `'roomId' is not defined` and `'slotId' is not defined` are two errors, while a
 * text that was expected and another that came are the accident of one run.
 */
const withoutValues = (text: string): string =>
  text.replace(/(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g, (whole, _quote, inner: string) =>
    /^[\w$@][\w$@./<>[\]-]*$/.test(inner) ? whole : '"…"'
  )

/** FNV-1a over UTF-16 code units, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/. No defence against malice. */
const fnv64 = (text: string): string => {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n)
  return hash.toString(16).padStart(16, "0")
}
