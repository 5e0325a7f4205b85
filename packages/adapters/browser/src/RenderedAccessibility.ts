/**
 * Runs axe-core on a page that is shown, in a JavaScript world of its own: the page's scripts share the document with
 * it, but none of its functions, so that they cannot answer for it.
 */
import type { CDPSession } from "playwright-core"

export interface AccessibilityFault {
  readonly rule: string
  readonly severity: "error" | "warning"
  readonly message: string
}

export interface RenderedAccessibility {
  readonly faults: ReadonlyArray<AccessibilityFault>
  /** Rules that looked at something and found nothing wrong. */
  readonly passed: ReadonlyArray<string>
  /** Rules that could not be judged. */
  readonly inconclusive: ReadonlyArray<string>
}

/** Rejects when the page gets in the way of being looked at. */
export const runAxe = (session: CDPSession): Promise<RenderedAccessibility> =>
  session
    .send("Page.getFrameTree")
    .then(({ frameTree }) =>
      session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "layercake" })
    )
    .then(async ({ executionContextId }) => {
      const { default: axe } = await import("axe-core")
      await evaluate(session, executionContextId, axe.source)
      return evaluate(session, executionContextId, program)
    })
    .then((text) => JSON.parse(String(text)) as RenderedAccessibility)

const evaluate = (session: CDPSession, contextId: number, expression: string): Promise<unknown> =>
  session
    .send("Runtime.evaluate", { expression, contextId, awaitPromise: true, returnByValue: true })
    .then(({ exceptionDetails, result }) =>
      exceptionDetails === undefined
        ? result.value
        : Promise.reject(new Error(exceptionDetails.exception?.description ?? exceptionDetails.text))
    )

const nodesPerRule = 5

/** axe leaves the size of targets off unless asked, since a dense page may have its reasons: it is told as a warning. */
const program = `axe.run(document, {
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations", "incomplete", "passes"],
  iframes: false,
  preload: false
}).then(({ incomplete, passes, violations }) => JSON.stringify({
  faults: violations.flatMap(({ help, id, nodes, tags }) => nodes.slice(0, ${nodesPerRule}).map((node) => ({
    rule: id,
    severity: tags.includes("best-practice") || id === "target-size" ? "warning" : "error",
    message: help + ": " + String(node.failureSummary || "").split("\\n").slice(1).map((line) => line.trim())
      .filter((line) => line !== "").slice(0, 2).join("; ") + " (" + node.html.slice(0, 120) + ")"
  }))),
  passed: passes.map(({ id }) => id),
  inconclusive: incomplete.map(({ id }) => id)
}))`
