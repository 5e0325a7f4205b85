/**
 * Compiles the scripts of a page to see whether they are JavaScript at all. Never runs them: jsdom gives no protection
 * from what it runs.
 */
import { Script } from "node:vm"
import { allElements, type DesignFault, designFault, type LineOf } from "./DesignFault.ts"

export interface PageScript {
  readonly code: string
  readonly line: number | undefined
  /** Lines that the page has of it; what is put around it here does not count. */
  readonly ends: number
}

/** Script elements in JavaScript, and handlers such as `onclick`. */
export const pageScripts = (document: Document, lineOf: LineOf): ReadonlyArray<PageScript> =>
  allElements(document).flatMap((element) => [
    ...(element.localName === "script" && isJavaScript(element.getAttribute("type") ?? "")
      ? [{ code: wrapped(element), line: lineOf(element), ends: lines(element.textContent) }]
      : []),
    ...Array.from(element.attributes)
      .filter(({ name }) => /^on[a-z]+$/i.test(name))
      .map(({ name, value }) => ({
        code: `(function (event) {${value}\n})`,
        line: lineOf(element, name),
        ends: lines(value)
      }))
  ])

/** Undefined when it compiles. */
export const compileFault = ({ code, ends, line }: PageScript): Promise<DesignFault | undefined> =>
  Promise.resolve(code)
    .then((source) => new Script(source, { filename: "script" }))
    .then(
      () => undefined,
      (error: unknown) => {
        const within = error instanceof Error ? Number(/^script:(\d+)/.exec(error.stack ?? "")?.[1] ?? 1) : 1
        const at = line === undefined ? undefined : line + Math.min(within, ends) - 1
        return designFault(
          "script-syntax",
          at,
          `A script cannot be parsed: ${error instanceof Error ? error.message : String(error)}. Correct it.`
        )
      }
    )

const lines = (text: string) => text.split("\n").length

const isJavaScript = (type: string) =>
  /^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma)script)?$/i.test(type.trim())

/** A module may await at its top. */
const wrapped = (element: Element) =>
  element.getAttribute("type")?.trim().toLowerCase() === "module"
    ? `(async () => {${element.textContent}\n})`
    : element.textContent
