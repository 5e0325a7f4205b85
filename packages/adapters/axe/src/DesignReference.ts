/**
 * Finds what a page would load from outside of itself: by attributes, by styles and by the text of its scripts. Loads
 * nothing.
 */
import { allElements, type DesignFault, designFault, type LineOf } from "./DesignFault.ts"

export const outsideReferences = (document: Document, lineOf: LineOf): ReadonlyArray<DesignFault> =>
  allElements(document).flatMap((element) => [
    ...embedded(element, lineOf),
    ...Array.from(element.attributes).flatMap((attribute) => [
      ...(loads(element, attribute.name)
        ? candidates(attribute)
            .filter((reference) => !isInside(reference))
            .map((reference) =>
              outside(lineOf(element, attribute.name), `<${element.localName} ${attribute.name}>`, reference)
            )
        : []),
      ...(styled.has(attribute.localName)
        ? styleReferences(attribute.value).map(({ reference }) =>
            outside(lineOf(element, attribute.name), `<${element.localName} ${attribute.name}>`, reference)
          )
        : [])
    ]),
    ...(element.localName === "style"
      ? styleReferences(element.textContent).map(({ lines, reference }) =>
          outside(below(lineOf(element), lines), "<style>", reference)
        )
      : []),
    ...(element.localName === "script"
      ? scriptCalls(element.textContent).map(({ found, lines }) =>
          networkCall(below(lineOf(element), lines), found)
        )
      : [])
  ])

/** References in CSS that lead out of the page, with the number of line ends before each. */
export const styleReferences = (
  css: string
): ReadonlyArray<{ readonly reference: string; readonly lines: number }> => {
  const text = css
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, code: string) => character(Number.parseInt(code, 16)))
  return Array.from(
    text.matchAll(
      /(?:@import\s+(?:url\(\s*)?|\bimage-set\(\s*(?:url\(\s*)?|\burl\(\s*)(?:"([^"]*)"|'([^']*)'|([^\s"')]+))/gi
    ),
    (match) => ({
      reference: match[1] ?? match[2] ?? match[3] ?? "",
      lines: lineEnds(text, match.index)
    })
  ).filter(({ reference }) => !isInside(reference))
}

/** Calls in a script that reach for the network, by their names. */
export const scriptCalls = (
  script: string
): ReadonlyArray<{ readonly found: string; readonly lines: number }> =>
  Array.from(script.matchAll(calls), (match) => ({
    found: match[0].trim().slice(0, 60),
    lines: lineEnds(script, match.index)
  }))

const calls =
  /\bfetch\s*\(|\bXMLHttpRequest\b|\bWebSocket\b|\bEventSource\b|\bsendBeacon\b|\bimportScripts\b|\bimport\s*\(|^[ \t]*(?:import|export)\b[^\n;]*["'][^"'\n]+["']|\.src\s*=\s*["'`](?!data:|#)[^"'`\n]*|\b(?:src|href)=\\?["']?(?:https?:)?\/\/[^\s"'`>]*/gm

/** Elements that hold another document. */
const embedded = (element: Element, lineOf: LineOf): ReadonlyArray<DesignFault> => {
  if (["iframe", "frame", "object", "embed", "applet", "portal"].includes(element.localName)) {
    return [
      designFault(
        "embedded-document",
        lineOf(element),
        `<${element.localName}> holds another document. Put its content into the page itself.`
      )
    ]
  }
  const refreshes =
    element.localName === "meta" && /^refresh$/i.test(element.getAttribute("http-equiv") ?? "")
  return refreshes
    ? [
        designFault(
          "outside-reference",
          lineOf(element),
          "<meta http-equiv=refresh> leaves the page. Remove it."
        )
      ]
    : []
}

const loads = (element: Element, attribute: string): boolean => {
  const name = attribute.toLowerCase()
  if (["src", "srcset", "imagesrcset", "poster", "background", "manifest", "ping", "codebase"].includes(name))
    return true
  if (name === "data") return element.localName === "object"
  return (name === "href" || name === "xlink:href") && !["a", "area"].includes(element.localName)
}

const styled = new Set([
  "style",
  "fill",
  "stroke",
  "filter",
  "mask",
  "clip-path",
  "marker",
  "marker-start",
  "marker-mid",
  "marker-end",
  "cursor"
])

const candidates = ({ name, value }: Attr): ReadonlyArray<string> =>
  name.toLowerCase().endsWith("srcset")
    ? value.split(/,\s+/).map((candidate) => candidate.trim())
    : [value.trim()]

const isInside = (reference: string) => /^(?:data:|#)/i.test(reference)

const outside = (line: number | undefined, where: string, reference: string) =>
  designFault(
    "outside-reference",
    line,
    `${where} refers to ${reference === "" ? "nothing" : `"${reference.slice(0, 100)}"`}, outside of the page. Put the content into the page, or use a data: URL.`
  )

const networkCall = (line: number | undefined, found: string) =>
  designFault(
    "network-call",
    line,
    `A script reaches out of the page with \`${found}\`. Put the data into the page.`
  )

const below = (line: number | undefined, lines: number) => (line === undefined ? undefined : line + lines)

const lineEnds = (text: string, end: number) => text.slice(0, end).split("\n").length - 1

const character = (code: number) => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD")
