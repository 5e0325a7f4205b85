/**
 * Cuts a script into statements: the extended protocol, which the client speaks, takes one at a time.
 */

/** A string, a quoted name, a dollar-quoted body, a comment, or the semicolon that ends a statement. */
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;/g

/** In order, without the semicolons; empty ones are left out. */
export const statements = (script: string): ReadonlyArray<string> => {
  const ends = Array.from(script.matchAll(token)).flatMap((match) => (match[0] === ";" ? [match.index] : []))
  return [...ends, script.length]
    .map((end, index) => script.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end).trim())
    .filter((statement) => statement !== "")
}
