/**
 * How a file of the project stands in a prompt: whole, by its outline, or by its name.
 */
import type { TreeFile } from "../tree/Tree.ts"

/** The fence is longer than every fence inside. */
export const wholeText = (path: string, content: string): string => {
  const longest = Math.max(2, ...Array.from(content.matchAll(/`{3,}/g), ([fence]) => fence.length))
  const fence = "`".repeat(longest + 1)
  return `**${path}**\n${fence}\n${content}${content.endsWith("\n") || content === "" ? "" : "\n"}${fence}`
}

/** Indented, so that no line of it can be taken for the path of a file that is sent. */
export const outlineText = (file: Pick<TreeFile, "path" | "bytes">, lines: ReadonlyArray<string>): string =>
  [`- ${file.path} (${file.bytes} bytes), in outline:`, ...lines.map((line) => `    ${line}`)].join("\n")

export const nameText = ({ bytes, path }: Pick<TreeFile, "path" | "bytes">): string =>
  `- ${path} (${bytes} bytes)`

const maxFolders = 12

/** Files that are not even named, by folder. Empty when there are none. */
export const leftOutText = (paths: ReadonlyArray<string>): string => {
  const folders = new Map<string, number>()
  for (const path of paths) {
    const folder = path.split("/").slice(0, -1).slice(0, 2).join("/")
    folders.set(folder, (folders.get(folder) ?? 0) + 1)
  }
  const largest = Array.from(folders).toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const rest = largest.slice(maxFolders).reduce((sum, [, count]) => sum + count, 0)
  return paths.length === 0
    ? ""
    : [
        `There are ${paths.length} further files that are not named here:`,
        ...largest
          .slice(0, maxFolders)
          .map(([folder, count]) => `- ${count} in ${folder === "" ? "the root" : `${folder}/`}`),
        ...(rest === 0 ? [] : [`- ${rest} elsewhere`])
      ].join("\n")
}
