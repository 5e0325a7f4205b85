/**
 * From the absolute paths of the protocol to paths inside the agent's folder. Looks at no disk: links are refused by
 * whoever opens the file.
 */
import { isCopied } from "@layercake/core/tree/CopiedPath"
import { FilePath, isSafePath } from "@layercake/core/tree/Tree"

/** Undefined for what is outside of the folder, the folder itself, or belongs to tools. */
export const placeIn = (directory: string, path: string): FilePath | undefined => {
  if (!path.startsWith(`${directory}/`)) return undefined
  const inside = path.slice(directory.length + 1)
  return isSafePath(inside) && isCopied(inside) ? FilePath.make(inside) : undefined
}
