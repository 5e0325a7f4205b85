/**
 * The proof `designs`: there are at least three options that differ, each in one self-contained file, that load and pass
 * axe-core's rules. Scripts are parsed but not run, because jsdom cannot keep them from the machine; what needs a layout,
 * such as the contrast of colours, cannot be judged and is said to be so.
 */
import { inconclusive, judge, textOf, timed, type Verdict } from "@layercake/core/check/CheckReport"
import type { Checker, CheckInput } from "@layercake/core/port/Checkers"
import { type Diagnostic, ProofKind } from "@layercake/core/proof/Proof"
import axePackage from "axe-core/package.json" with { type: "json" }
import { Array as Arr, Duration, Effect, Option, Result } from "effect"
import jsdomPackage from "jsdom/package.json" with { type: "json" }
import { inspectDesigns, type Inspected } from "./DesignInspection.ts"

export interface DesignOptions {
  /** For all pages together; a minute when left out. */
  readonly timeLimit?: Duration.Duration
}

/** Fewer are no choice. */
export const minimumOptions = 3

export const make = (options: DesignOptions = {}): Checker => ({
  kind: ProofKind.make("designs"),
  check: (input) => timed(checkDesigns(input, options.timeLimit ?? Duration.minutes(1)))
})

export const checker: Checker = make()

const checkDesigns = Effect.fn("DesignCheck.check")(function* (
  input: CheckInput,
  timeLimit: Duration.Duration
) {
  const files = input.files
    .filter(({ path }) => /^designs\/option-[^/]+\.html$/.test(path))
    .sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }))
  const texts = yield* Effect.forEach(files, ({ path }) => textOf(input, path))
  const pages = yield* inspectDesigns(
    texts.map((text) => Option.getOrElse(text, () => "")),
    timeLimit
  )
  const designs = Arr.zipWith(files, pages, ({ path }, page) => ({ path, page }))
  return verdictOf(designs)
})

interface Design {
  readonly path: string
  readonly page: Inspected
}

const verdictOf = (designs: ReadonlyArray<Design>): Verdict => {
  const pages = designs.flatMap(({ page }) => (Result.isSuccess(page) ? [page.success] : []))
  const unjudged = [...new Set(pages.flatMap((page) => page.inconclusive))].sort()
  const scripts = pages.reduce((sum, page) => sum + page.scripts, 0)
  const unseen = designs.flatMap(({ page, path }) =>
    Result.isFailure(page)
      ? [{ severity: "warning", rule: "unseen", path, message: page.failure.message } as const]
      : []
  )
  const diagnostics: ReadonlyArray<Diagnostic> = [
    ...(designs.length < minimumOptions ? [tooFew(designs)] : []),
    ...designs.flatMap(repeated),
    ...designs.flatMap(({ page, path }) =>
      Result.isSuccess(page) ? page.success.faults.map((fault) => ({ ...fault, path })) : []
    ),
    ...unseen
  ]
  const finding = {
    passed: `${designs.length} self-contained designs that differ and pass axe-core. Not judged, for want of a layout: ${unjudged.join(", ")}.${scripts === 0 ? "" : ` Not run: ${scripts} scripts.`}`,
    counts: {
      designs: designs.length,
      "rules.passed": new Set(pages.flatMap((page) => page.passed)).size,
      "rules.inconclusive": unjudged.length,
      "scripts.notRun": scripts
    },
    tools: { "axe-core": axePackage.version, jsdom: jsdomPackage.version },
    diagnostics
  }
  const failed = diagnostics.some(({ severity }) => severity === "error")
  return unseen.length > 0 && !failed
    ? inconclusive(
        `${unseen.length} designs could not be looked at, the first: ${unseen[0]?.path} – ${unseen[0]?.message}`,
        finding
      )
    : judge(finding)
}

const tooFew = (designs: ReadonlyArray<Design>): Diagnostic => ({
  severity: "error",
  rule: "too-few",
  path: "designs",
  message: `There are ${designs.length} options, and ${minimumOptions} are needed to choose from. Add ${Array.from(
    { length: minimumOptions },
    (_, index) => `designs/option-${index + 1}.html`
  )
    .filter((path) => !designs.some((design) => design.path === path))
    .join(", ")}.`
})

const repeated = (
  design: Design,
  index: number,
  designs: ReadonlyArray<Design>
): ReadonlyArray<Diagnostic> => {
  const essence = essenceOf(design)
  const same = designs.slice(0, index).find((other) => essence !== undefined && essenceOf(other) === essence)
  return same === undefined
    ? []
    : [
        {
          severity: "error",
          rule: "same-content",
          path: design.path,
          message: `${design.path} is the same as ${same.path}. Make it a design of its own.`
        }
      ]
}

const essenceOf = ({ page }: Design) => (Result.isSuccess(page) ? page.success.essence : undefined)
