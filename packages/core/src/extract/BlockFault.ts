/**
 * Says to the agent why the end of a block is uncertain and how to send it so that it is not.
 */
import type { Finding } from "./Extraction.ts"
import type { FencedBlock } from "./FenceScanner.ts"

/** The fault of the structure itself; at most one. */
export const faultOf = (block: FencedBlock): ReadonlyArray<Finding> => {
  if (block.fault === null) return []
  const { code, line } = block.fault
  const path = block.name.path
  const at = line === null ? block.open.line + 1 : line + 1
  const message =
    code === "ambiguous-nesting" ? nestingMessage(path, block, at) : unterminated(path, block, line)
  return [{ code, message, line: at, ...(path === null ? {} : { path }) }]
}

/** `at`: line of the fence in doubt, from 1. */
export const nestingMessage = (path: string | null, { open }: FencedBlock, at: number): string =>
  `It is not certain where the block${path === null ? "" : ` of ${path}`} that opens at line ${open.line + 1} ends: the fence at line ${at} may belong to its content. Use an outer fence longer than every fence inside, such as ${open.mark.repeat(open.length + 1)}, and send the whole answer again.`

const unterminated = (path: string | null, { open }: FencedBlock, line: number | null): string => {
  const block = `The block${path === null ? "" : ` of ${path}`} that opens at line ${open.line + 1}`
  const advice = `Send every file whole, each with a closing fence of at least ${open.length} ${open.mark}; a fence inside a file needs a longer one around the file.`
  return line === null
    ? `${block} is never closed, so its end is missing. ${advice}`
    : `${block} is not closed before line ${line + 1}, where another file begins. ${advice}`
}
