/**
 * What is in an HTML page, as far as a glance at its text tells: for showing pages side by side, never for judging them.
 */
export interface PageOutline {
  /** Null when the page has none. */
  readonly title: string | null
  /** In their order. */
  readonly headings: ReadonlyArray<string>
  /** Buttons, links and fields. */
  readonly controls: number
}

const maxHeadings = 50
const maxLength = 200

export const outlineOfPage = (html: string): PageOutline => {
  const shown = html.replace(/<!--[\s\S]*?-->|<(script|style|template)\b[\s\S]*?<\/\1\s*>/gi, "")
  const title = /<title\b[^>]*>([\s\S]*?)<\/title\s*>/i.exec(shown)?.[1]
  return {
    title: title === undefined || plain(title) === "" ? null : plain(title),
    headings: Array.from(shown.matchAll(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1\s*>/gi), ([, , text = ""]) =>
      plain(text)
    )
      .filter((text) => text !== "")
      .slice(0, maxHeadings),
    controls: shown.match(/<(?:button|a|input|select|textarea)\b/gi)?.length ?? 0
  }
}

const entities: { readonly [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " }

const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => entities[name] ?? "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, maxLength)
