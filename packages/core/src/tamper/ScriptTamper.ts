/**
 * Scripts of package.json that check less than before: they always succeed, run fewer tools, or look at fewer files.
 */
import { Option } from "effect"
import { isObject, objectAt, parseLoose } from "./LooseJson.ts"
import type { TamperFact } from "./Tamper.ts"
import type { FileChange } from "./TamperScan.ts"

/** Scripts whose outcome is looked at, also under names such as `test:unit` or `pretest`. */
const judged =
  /^(?:pre|post)?(?:test|lint|build|type-?check|types|tsc|check|verify|validate|coverage|audit|ci)(?:[:.-].*)?$/

export const facts = (changes: ReadonlyArray<FileChange>): ReadonlyArray<TamperFact> =>
  changes.flatMap(({ after, before, path }) => {
    if (!/(?:^|\/)package\.json$/.test(path) || before === null || after === null) return []
    const was = scriptsOf(before)
    const is = scriptsOf(after)
    if (is === undefined || was === undefined) return []
    return Object.entries(was).flatMap(([name, text]) => {
      if (!judged.test(name)) return []
      const now = is[name]
      if (now === text) return []
      const fact = (detail: string): TamperFact => ({
        kind: "script-weakened",
        path,
        detail: `\`${name}\` ${detail}`
      })
      if (isIdle(text)) return []
      // A script that only calls another may go, and so may one that another name has now.
      if (now === undefined)
        return Object.values(is).some((other) => other.includes(text)) ? [] : [fact(`is removed: ${text}`)]
      return weaker(text, now, is).map(fact)
    })
  })

const scriptsOf = (text: string): Readonly<Record<string, string>> | undefined => {
  const json = Option.getOrUndefined(parseLoose(text))
  return isObject(json)
    ? Object.fromEntries(
        Object.entries(objectAt(json, "scripts")).filter(
          (entry): entry is [string, string] => typeof entry[1] === "string"
        )
      )
    : undefined
}

/** What makes a command succeed whatever it finds. */
const forgiving: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ["succeeds whatever comes of it", /(?:\|\||;)\s*(?:true|:|exit\s+0|echo\b[^&|;]*)\s*(?:$|[&|;)])/],
  ["ends before it has run", /^\s*(?:exit\s+0|true|:)\s*(?:$|[&|;])/],
  ["passes without any test", /--pass-?with-?no-?tests\b/i],
  [
    "accepts errors",
    /--(?:no-error-on-unmatched-pattern|skip-?lib-?check=false|no-?fail|silent-errors|warn-only)\b/i
  ],
  ["does not check types", /--no-?check\b/i],
  [
    "leaves tests out",
    /--(?:test-skip-pattern|test-name-pattern|test-?path-?ignore-?patterns|exclude|grep|invert|testNamePattern)\b|\s-t\s|\s-g\s/i
  ],
  ["leaves files out", /--ignore-pattern\b/],
  ["updates what it compares with", /--(?:update|update-?snapshots?)\b|\s-u\b/i],
  ["leaves coverage out", /--no-coverage\b/]
]

/** Why the command checks less; empty when it does not. */
const weaker = (
  was: string,
  is: string,
  scripts: Readonly<Record<string, string>>
): ReadonlyArray<string> => {
  if (isIdle(is)) return [`does nothing now: ${is}`]
  const text = expanded(is, scripts)
  const found = forgiving.filter(([, pattern]) => pattern.test(text) && !pattern.test(was))
  if (found.length > 0) return found.map(([what]) => `${what}: ${is}`)
  const [before, after] = [commandsOf(was), commandsOf(text)]
  const gone = before.filter(({ tool }) => !after.some((other) => other.tool === tool))
  if (after.length < before.length && gone.length > 0)
    return [`does not run ${gone.map(({ tool }) => tool).join(", ")} any more: ${is}`]
  const warnings = (line: string) => Number(/--max-warnings[= ](\d+)/.exec(line)?.[1] ?? Infinity)
  if (warnings(text) > warnings(was)) return [`lets more warnings pass: ${is}`]
  return before.flatMap(({ paths, tool }) => {
    const other = after.find((command) => command.tool === tool)
    if (other === undefined) return []
    const lost = paths.filter((path) => !other.paths.some((kept) => covers(kept, path)))
    const isFewer = lost.length > 0 && other.paths.length > 0 && other.paths.length <= paths.length
    // Without a path the tool looks at everything; with one it does not.
    const isLimited =
      paths.length === 0 && other.paths.some((path) => /[./*]/.test(path)) && /test|lint/i.test(tool)
    return isFewer && !other.paths.some((path) => paths.every((own) => own !== path) && /[*]/.test(path))
      ? [`does not look at ${lost.join(", ")} any more: ${is}`]
      : isLimited
        ? [`looks at ${other.paths.join(", ")} only: ${is}`]
        : []
  })
}

const covers = (wider: string, path: string): boolean => {
  const folder = wider.replace(/^\.\//, "").replace(/\/(?:\*\*.*)?$/, "")
  const inner = path.replace(/^\.\//, "")
  return (
    folder === "." ||
    folder === "" ||
    inner === folder ||
    inner.startsWith(`${folder}/`) ||
    wider.startsWith("**")
  )
}

/** With the scripts that it calls in place of their names, once. */
const expanded = (text: string, scripts: Readonly<Record<string, string>>): string =>
  text.replace(
    /\b(?:npm|pnpm|yarn)\s+(?:run(?:-script)?\s+)?([\w:.-]+)/g,
    (whole, name: string) => scripts[name] ?? whole
  )

interface Command {
  readonly tool: string
  readonly paths: ReadonlyArray<string>
}

const commandsOf = (text: string): ReadonlyArray<Command> =>
  text
    .split(/&&|\|\||[;|&]/)
    .map((part) => part.trim().split(/\s+/))
    .map((words) => {
      const from = words.findIndex(
        (word) => !/^\w+=/.test(word) && !/^(?:npx|pnpm|yarn|exec|cross-env|c8|nyc|dlx)$/.test(word)
      )
      const [tool = "", ...rest] = words.slice(Math.max(0, from))
      const isNodeTest = tool === "node" && rest.includes("--test")
      return {
        tool: isNodeTest ? "node --test" : tool,
        paths: rest.filter(
          (word, index) =>
            !word.startsWith("-") && !(index === 0 && hasParts.test(tool)) && !takesValue(rest[index - 1])
        )
      }
    })
    .filter(({ tool }) => tool !== "" && tool !== "echo" && tool !== "true")

/** Their first word says what they do: `vitest run`, `vite build`. */
const hasParts = /^(?:vitest|vite|next|nuxt|astro|playwright|npm|pnpm|yarn|nx|turbo|biome|ng)$/

const takesValue = (option: string | undefined): boolean =>
  option !== undefined &&
  /^-(?:-(?:config|project|reporter|format|max-warnings|ext|import|require|loader|outDir|out-dir|env-file|test-[\w-]+)|[crp])$/.test(
    option
  )

/** Succeeds or fails whatever the tree holds. */
const isIdle = (text: string): boolean =>
  /^\s*(?:true|:|exit\s+\d+|echo\b[^&|;<>]*(?:&&\s*exit\s+\d+)?|node\s+-e\s+["']?(?:0|1|process\.exit\(0\)|["'])?["']?)?\s*$/.test(
    text
  )
