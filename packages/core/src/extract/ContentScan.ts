/**
 * Looks for what makes a block's content unfit to be written as a whole file: nothing in it, a patch, an unresolved
 * merge, too many bytes. Elisions are found by `ElisionScan`.
 */
import { baseName, extensionOf, type FileKind } from "./FileKind.ts"
import { lex } from "./SourceLexer.ts"

/** Files that are there for their name. */
export const mayBeEmpty = (path: string): boolean =>
  /^(?:\.gitkeep|\.keep|\.nojekyll|__init__\.py|py\.typed|\.npmignore|\.dockerignore|\.gitignore)$/.test(
    baseName(path)
  )

/** Whether the block holds a patch; a file that is a patch by its name may. */
export const isPatch = (lines: ReadonlyArray<string>, path: string, language: string | null): boolean => {
  if (["diff", "patch"].includes(extensionOf(path))) return false
  if (language === "diff" || language === "patch") return true
  const start = lines.findIndex((line) => line.trim() !== "")
  const first = lines[start] ?? ""
  const next = lines[start + 1] ?? ""
  if (/^(?:diff --git |@@ -\d|@@ \.\.\. @@|\*\*\* Begin Patch)/.test(first)) return true
  if (first.startsWith("--- ") && next.startsWith("+++ ")) return true
  return first.startsWith("Index: ") && next.startsWith("=====")
}

/** Index of the first marker of an unresolved merge or of a search-and-replace block; -1 when there is none. */
export const findConflictMarker = (lines: ReadonlyArray<string>): number => {
  const ours = lines.findIndex((line) => /^<{5,9}(?: |$)/.test(line))
  if (ours === -1) return -1
  const split = lines.findIndex((line, index) => index > ours && /^={5,9}$/.test(line))
  if (split === -1) return -1
  return lines.some((line, index) => index > split && /^>{5,9}(?: |$)/.test(line)) ? ours : -1
}

/** Whether the content ends inside a string of several lines, as it does when a fence in that string closed the block. */
export const endsInString = (lines: ReadonlyArray<string>, kind: FileKind): boolean =>
  lex(lines, kind)?.complete === false

/** Bytes in UTF-8. */
export const byteLength = (text: string): number => {
  let bytes = text.length
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    // a surrogate pair is two units and four bytes
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return bytes
}
