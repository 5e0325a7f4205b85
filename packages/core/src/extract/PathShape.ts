/**
 * Tells text that names a file from other text, and which files an agent may write. Sees one path at a time.
 */
import { isSafePath } from "../tree/Tree.ts"
import { baseName, extensionOf, isKnownExtension, isKnownName } from "./FileKind.ts"

/** Names with a dot that are not files: products, expressions. */
const notFiles = new Set(
  (
    "node.js next.js vue.js nuxt.js nest.js express.js react.js three.js d3.js p5.js ember.js backbone.js angular.js " +
    "highlight.js handlebars.js mustache.js underscore.js pixi.js matter.js paper.js tone.js chart.js discord.js moment.js alpine.js solid.js require.js knockout.js asp.net res.json req.json response.json " +
    "request.json express.json process.env"
  ).split(" ")
)

const dotFiles =
  /^\.(?:env|[a-z]+ignore|[a-z]+rc|nvmrc|editorconfig|git(?:attributes|keep|modules)|keep|nojekyll|node-version|tool-versions)(?:\.[\w.-]+)?$/

/** First words that make a command or a request of what looks like a path with a space in it. */
const commands = new Set(
  (
    "node npm npx pnpm yarn bun deno tsc tsx ts-node python python3 pip pip3 uv poetry bash sh zsh make go cargo rustc java " +
    "javac ruby gem php composer docker git cat cd mkdir touch curl wget rm cp mv ls echo chmod sudo vi vim nano code open " +
    "import export from require GET POST PUT PATCH DELETE HEAD"
  ).split(" ")
)

export interface ShapeOptions {
  /** Stands in backticks, quotes or bold: less doubt that it is meant as a name. */
  readonly marked: boolean
  /** May hold spaces: stands in backticks or quotes. */
  readonly spaces: boolean
}

/**
 * Whether the text would be read as the name of a file. Says nothing about safety: `../a.ts` and `C:\a.ts` name files
 * too, and are refused later instead of being overlooked.
 */
export const namesFile = (text: string, options: ShapeOptions): boolean => {
  if (text.length === 0 || text.length > 1024 || text !== text.trim()) return false
  if (/[*?<>|"`;#=&!{}]|:\/\/|^\.{3}|[/\\]$|,\s/.test(text)) return false
  if (/\s/.test(text) && (!options.spaces || commands.has(text.split(/\s/, 1)[0] ?? ""))) return false
  const name = baseName(text)
  const inFolder = name.length < text.length
  if (isKnownName(name)) return true
  if (name.startsWith(".") && !name.slice(1).includes(".")) {
    return dotFiles.test(name) || (inFolder && options.marked && !isKnownExtension(name.slice(1)))
  }
  if (!inFolder && notFiles.has(text.toLowerCase())) return false
  if (!inFolder && dotFiles.test(name)) return true
  const extension = extensionOf(text)
  if (isKnownExtension(extension)) return true
  return inFolder && /^[a-z][a-z0-9_-]{0,15}$/.test(extension)
}

/** `./src/a.ts` is `src/a.ts`. Nothing else is mended. */
export const normalise = (path: string): string => path.replace(/^(?:\.\/)+/, "")

const reserved = /^(?:\.git|\.layercake|node_modules|git~\d{1,4})[. ]*$/i

/** The folder of the path that agents do not write, however it is spelt; undefined when there is none. */
export const reservedFolder = (path: string): string | undefined =>
  path.split(/[/\\]/).find((segment) => reserved.test(segment))

/** Zero-width and direction-changing characters make two paths look like one. */
const invisible = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

/** Undefined when the path may be written; else what is wrong with it. */
export const pathFault = (path: string): string | undefined => {
  if (/^[A-Za-z]:/.test(path)) return "it has a drive letter"
  if (path.startsWith("/") || path.startsWith("~")) return "it is absolute"
  if (path.includes("\\")) return "it has a backslash"
  const segments = path.split("/")
  if (segments.includes("..")) return "it leaves the workspace"
  if (invisible.test(path) || /\p{Cs}/u.test(path)) return "it has invisible characters"
  if (/[<>:"|?*]/.test(path)) return "it has a character that not every system allows"
  if (segments.some((segment) => /[. ]$/.test(segment) && segment !== "." && segment !== ".."))
    return "a segment ends in a dot or a space"
  if (segments.some((segment) => segment.length > 255)) return "a segment is longer than 255 characters"
  return isSafePath(path) ? undefined : "it is not a plain relative path"
}
