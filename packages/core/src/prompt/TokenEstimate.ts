/**
 * How many tokens a text comes to, before anybody has counted them. An estimate on the high side, the same for every
 * model: vendors' tokenizers differ from each other by a fifth and more, and what was used is settled by their own count.
 */

/** Of English text and source code; vendors state about 4. */
export const charactersPerToken = 3.5

/**
 * ASCII characters divided by `charactersPerToken`, and one token for each further UTF-16 code unit, since other scripts
 * come to about a token a character. 0 for the empty text. Never less for a whole than for a part of it.
 */
export const tokensOf = (text: string): number => {
  let further = 0
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) further++
  return Math.ceil((text.length - further) / charactersPerToken + further)
}

/** Of a text that was not read yet and has this many bytes in UTF-8. */
export const tokensOfBytes = (bytes: number): number => Math.ceil(bytes / charactersPerToken)
