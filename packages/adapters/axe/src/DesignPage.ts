/**
 * Everything that can be said of one page on its own, from its HTML in jsdom. Loads no resource and runs no script.
 */
import { createHash } from "node:crypto"
import { JSDOM, VirtualConsole } from "jsdom"
import { type Accessibility, runAxe } from "./DesignAccessibility.ts"
import { type DesignFault, designFault, type LineOf } from "./DesignFault.ts"
import { outsideReferences } from "./DesignReference.ts"
import { compileFault, pageScripts } from "./DesignScript.ts"

export interface DesignPage extends Accessibility {
  /** Scripts and handlers, none of which was run. */
  readonly scripts: number
  /** Equal for pages that differ in nothing but title, comments and blanks. */
  readonly essence: string
}

/** As the parser keeps it for an element. */
interface PageLocation {
  readonly startLine: number
  readonly attrs?: { readonly [name: string]: { readonly startLine: number } }
}

/** Fails where the page gets in the way of being looked at, for example with names that hide those of the document. */
export const inspectPage = (html: string): Promise<DesignPage> =>
  Promise.resolve(html).then(load).then(inspect)

const load = (html: string) =>
  new JSDOM(html, {
    includeNodeLocations: true,
    runScripts: "outside-only",
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole()
  })

const inspect = (dom: JSDOM): Promise<DesignPage> => {
  const { document } = dom.window
  const lineOf: LineOf = (element, attribute = "") => {
    const location = dom.nodeLocation(element) as PageLocation | null | undefined
    return location?.attrs?.[attribute]?.startLine ?? location?.startLine
  }
  const scripts = pageScripts(document, lineOf)
  const known = [...basicFaults(document, lineOf), ...outsideReferences(document, lineOf)]
  const essence = essenceOf(document)
  return Promise.all([Promise.all(scripts.map(compileFault)), runAxe(dom.window, lineOf)])
    .then(([compiled, accessibility]) => ({
      ...accessibility,
      faults: [...known, ...compiled.filter((fault) => fault !== undefined), ...accessibility.faults],
      scripts: scripts.length,
      essence
    }))
    .finally(() => dom.window.close())
}

const basicFaults = (document: Document, lineOf: LineOf): ReadonlyArray<DesignFault> => {
  const root = document.documentElement
  const viewport = document.querySelector("meta[name=viewport i]")
  return [
    ...(document.title.trim() === ""
      ? [designFault("title", undefined, "The page has no title. Add `<title>` with a text to its head.")]
      : []),
    ...((root.getAttribute("lang") ?? "").trim() === ""
      ? [
          designFault(
            "lang",
            lineOf(root),
            'The page does not say its language. Write `<html lang="en">`, or whichever it is.'
          )
        ]
      : []),
    ...(/\bwidth\s*=/.test(viewport?.getAttribute("content") ?? "")
      ? []
      : [
          designFault(
            "viewport",
            viewport ? lineOf(viewport) : undefined,
            'The page does not fit small screens. Add `<meta name="viewport" content="width=device-width, initial-scale=1">`.'
          )
        ]),
    ...(showsSomething(document)
      ? []
      : [
          designFault(
            "empty",
            undefined,
            "The page shows nothing before its scripts run, and scripts are not run by this check. Write the content as HTML."
          )
        ])
  ]
}

const showsSomething = (document: Document) => {
  const body = document.body.cloneNode(true) as Element
  for (const unseen of body.querySelectorAll("script, style, template, noscript")) unseen.remove()
  return (body.textContent ?? "").trim() !== ""
}

const essenceOf = (document: Document) => {
  const copy = document.documentElement.cloneNode(true) as Element
  for (const title of copy.querySelectorAll("title")) title.remove()
  const comments = document.createNodeIterator(copy, 128)
  for (let comment = comments.nextNode(); comment !== null; comment = comments.nextNode())
    comment.parentNode?.removeChild(comment)
  return createHash("sha256").update(copy.outerHTML.replace(/\s+/g, "")).digest("hex")
}
