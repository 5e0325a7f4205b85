/**
 * How deep JSON is nested, looked at before it is parsed, so that nothing hostile is ever walked.
 */

/** Whether the text opens more than so many arrays and objects inside each other. Does not judge whether it is JSON. */
export const isDeeper = (text: string, limit: number): boolean => {
  let [depth, inText] = [0, false]
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (inText) {
      if (code === backslash) index += 1
      else if (code === quote) inText = false
    } else if (code === quote) inText = true
    else if (code === openBrace || code === openBracket) {
      depth += 1
      if (depth > limit) return true
    } else if (code === closeBrace || code === closeBracket) depth -= 1
  }
  return false
}

const quote = 0x22
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
