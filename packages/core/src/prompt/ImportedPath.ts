/**
 * Which files of a project a JavaScript or TypeScript file imports by a relative path. Packages and aliases are not
 * followed.
 */

const specifier =
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*|\bexport\s*\*\s*from\s*)(["'])(\.{1,2}\/[^"'\n]*)\1/g

const endings = [
  "",
  ".ts",
  ".tsx",
  ".mts",
  ".js",
  ".jsx",
  ".mjs",
  ".json",
  "/index.ts",
  "/index.tsx",
  "/index.js"
]

/** Paths for which `isFile` holds, in the order of the text, each once. Empty for other kinds of file. */
export const importedBy = (
  path: string,
  text: string,
  isFile: (path: string) => boolean
): ReadonlyArray<string> => {
  if (!/\.[cm]?[jt]sx?$/.test(path)) return []
  const found = Array.from(text.matchAll(specifier), ([, , to = ""]) => resolved(path, to, isFile))
  return Array.from(new Set(found.flatMap((file) => (file === undefined || file === path ? [] : [file]))))
}

/** What is written with the ending of the compiled file may lie there with that of its source. */
const resolved = (from: string, to: string, isFile: (path: string) => boolean): string | undefined => {
  const base = joined(from.split("/").slice(0, -1), to.split("/"))
  if (base === undefined) return undefined
  const source = base.replace(/\.([cm]?)js(x?)$/, ".$1ts$2")
  return [...endings.map((ending) => base + ending), source].find(isFile)
}

/** Undefined when it leaves the project. */
const joined = (folder: ReadonlyArray<string>, steps: ReadonlyArray<string>): string | undefined => {
  const names = [...folder]
  for (const step of steps) {
    if (step === "..") {
      if (names.pop() === undefined) return undefined
    } else if (step !== "." && step !== "") names.push(step)
  }
  return names.join("/")
}
