/**
 * Runs axe-core on a page in jsdom. What axe cannot judge without a layout is counted as such, never as passed.
 */
import axe from "axe-core"
import type { DOMWindow } from "jsdom"
import type { DesignFault, LineOf } from "./DesignFault.ts"

export interface Accessibility {
  readonly faults: ReadonlyArray<DesignFault>
  /** Rules that looked at something and found nothing wrong. */
  readonly passed: ReadonlyArray<string>
  /** Rules that could not be judged here. */
  readonly inconclusive: ReadonlyArray<string>
}

/** Rules that need positions, sizes or painted colours, which jsdom does not have. */
export const layoutRules: ReadonlyArray<string> = [
  "color-contrast",
  "css-orientation-lock",
  "link-in-text-block",
  "scrollable-region-focusable",
  "target-size"
]

/** `window` must have been made with `runScripts: "outside-only"`, so that nothing of the page runs. */
export const runAxe = (window: DOMWindow, lineOf: LineOf): Promise<Accessibility> => {
  window.eval(axe.source)
  // Without it axe gives up on rules that only ask whether a dialogue lies on top.
  Object.assign(window.document, { elementsFromPoint: () => [] })
  const run = (window["axe"] as typeof axe).run
  return run(window.document, {
    rules: Object.fromEntries([...layoutRules, ...judgedElsewhere].map((rule) => [rule, { enabled: false }])),
    resultTypes: ["violations", "incomplete", "passes"],
    iframes: false,
    preload: false
  }).then(({ incomplete, passes, violations }) => ({
    faults: violations.flatMap(({ help, id, nodes, tags }) =>
      nodes.slice(0, nodesPerRule).map((node) => {
        const element = elementAt(window.document, node.target)
        const line = element && lineOf(element)
        return {
          severity: tags.includes("best-practice") ? "warning" : "error",
          rule: id,
          ...(line === undefined ? {} : { line }),
          message: `${help}: ${firstOf(node.failureSummary)} (${node.html.slice(0, 120)})`
        } as const
      })
    ),
    passed: passes.map(({ id }) => id),
    inconclusive: [...layoutRules, ...incomplete.map(({ id }) => id)]
  }))
}

/** `DesignPage` says the same with a better line. */
const judgedElsewhere = ["document-title", "html-has-lang"]

const nodesPerRule = 10

const elementAt = (document: Document, [target]: axe.UnlabelledFrameSelector): Element | undefined =>
  typeof target === "string" ? (document.querySelector(target) ?? undefined) : undefined

/** axe lists under a heading what would help. */
const firstOf = (summary: string | undefined) =>
  (summary ?? "")
    .split("\n")
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, 2)
    .join("; ")
