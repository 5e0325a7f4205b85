/**
 * Names blocks by a heading that stands further up, with text in between. The weakest of all clues, so it counts only
 * where the language agrees and nothing else in the answer names that file.
 */
import { contradicts, fits } from "./FileKind.ts"
import type { FencedBlock } from "./FenceScanner.ts"
import { fromLine, type PathHint } from "./PathHint.ts"

/** The same blocks; of those without a name some are named, with doubt or without. */
export const nameByHeading = (
  lines: ReadonlyArray<string>,
  blocks: ReadonlyArray<FencedBlock>
): ReadonlyArray<FencedBlock> => {
  const named = new Set(blocks.map((block) => block.name.path))
  let heading: PathHint | undefined
  let used = false
  let floor = 0
  return blocks.map((block) => {
    for (let index = floor; index < block.open.line; index += 1) {
      const line = lines[index] ?? ""
      if (!/^ {0,3}#{1,6}\s/.test(line)) continue
      heading = fromLine(line)
      used = false
    }
    floor = block.close + 1
    if (heading === undefined || block.name.path !== null || named.has(heading.path)) return block
    const language = block.info.language
    if (language !== null && (contradicts(language, heading.path) || !fits(language, heading.path)))
      return block
    const certain = language !== null && heading.strength !== "doubtful" && !used
    used = true
    const doubt = certain ? null : "only a heading further up names a file"
    return { ...block, name: { ...block.name, path: heading.path, doubt } }
  })
}
