/**
 * Settings of the compiler and of the linter that check less than before.
 */
import { Option, type Schema } from "effect"
import { isObject, type JsonObject, objectAt, parseLoose, textsOf } from "./LooseJson.ts"
import type { TamperFact } from "./Tamper.ts"
import type { FileChange } from "./TamperScan.ts"

export const facts = (changes: ReadonlyArray<FileChange>): ReadonlyArray<TamperFact> =>
  changes.flatMap(({ after, before, path }) => {
    if (before === null) return []
    if (isTypeConfig(path)) return after === null ? [] : typeFacts(path, before, after)
    if (!isLintConfig(path)) return path.endsWith("package.json") ? inManifest(path, before, after) : []
    const moved = changes.some((other) => other.before === null && isLintConfig(other.path))
    if (after === null)
      return moved ? [] : [{ kind: "lint-weakened", path, detail: "the settings of the linter are removed" }]
    return path.endsWith("ignore")
      ? ignoredFacts(path, linesOf(before), linesOf(after))
      : /\.[cm]?[jt]s$/.test(path)
        ? scriptFacts(path, before, after)
        : lintFacts(path, jsonOf(before), jsonOf(after))
  })

export const isTypeConfig = (path: string): boolean =>
  /(?:^|\/)(?:tsconfig|jsconfig)[\w.-]*\.json$/.test(path)

export const isLintConfig = (path: string): boolean =>
  /(?:^|\/)(?:\.eslintrc(?:\.\w+)?|eslint\.config\.\w+|\.?oxlintrc(?:\.\w+)?|oxlint\.config\.\w+|biome\.jsonc?|\.eslintignore|\.oxlintignore)$/.test(
    path
  )

/** Flags that are on by themselves where `strict` is. */
const strict = [
  "noImplicitAny",
  "strictNullChecks",
  "strictFunctionTypes",
  "strictBindCallApply",
  "strictPropertyInitialization",
  "noImplicitThis",
  "alwaysStrict",
  "useUnknownInCatchVariables"
]
const strictness = [
  "strict",
  ...strict,
  "noUnusedLocals",
  "noUnusedParameters",
  "noImplicitReturns",
  "noImplicitOverride",
  "noFallthroughCasesInSwitch",
  "noUncheckedIndexedAccess",
  "noPropertyAccessFromIndexSignature",
  "exactOptionalPropertyTypes",
  "noEmitOnError",
  "checkJs"
]
/** What a build writes or installs is nobody's to check. */
const made = /^(?:\.\/)?(?:\*\*\/)?(?:node_modules|dist|build|out|coverage|\.\w[\w-]*|generated)(?:\/|$)/

const typeFacts = (path: string, before: string, after: string): ReadonlyArray<TamperFact> => {
  const [was, is] = [jsonOf(before), jsonOf(after)]
  // What cannot be read is the compiler's to report.
  if (Object.keys(was).length === 0 || Object.keys(is).length === 0) return []
  const [flags, now] = [objectAt(was, "compilerOptions"), objectAt(is, "compilerOptions")]
  const isOn = (options: JsonObject, flag: string) =>
    options[flag] === true || (strict.includes(flag) && options["strict"] === true && options[flag] !== false)
  const off = strictness.filter((flag) => isOn(flags, flag) && !isOn(now, flag))
  const inherits = typeof is["extends"] === "string" || Array.isArray(is["extends"])
  const isImplied = (flag: string) => strict.includes(flag) && off.includes("strict") && now[flag] !== false
  return [
    ...off
      // A flag that is left out may come from what is extended; one that is off is off.
      .filter((flag) => now[flag] === false || !inherits || was["extends"] !== undefined)
      .filter((flag) => !isImplied(flag))
      .map((flag): TamperFact => ({ kind: "types-weakened", path, detail: `\`${flag}\` is off` })),
    ...(was["extends"] !== undefined && is["extends"] === undefined && !isOn(now, "strict")
      ? [{ kind: "types-weakened" as const, path, detail: "the settings that it extended are left out" }]
      : []),
    ...narrowed(path, "include", textsOf(was["include"]), textsOf(is["include"])),
    ...widened(path, "exclude", textsOf(was["exclude"]), textsOf(is["exclude"]))
  ]
}

/** Fewer patterns than before; another one in place of one is a change and no less. */
const narrowed = (path: string, name: string, was: ReadonlyArray<string>, is: ReadonlyArray<string>) =>
  is.length > 0 && is.length < was.length
    ? [checks(path, `\`${name}\` leaves out ${was.filter((item) => !is.includes(item)).join(", ")}`)]
    : []

const widened = (path: string, name: string, was: ReadonlyArray<string>, is: ReadonlyArray<string>) => {
  const more = is.filter((item) => !was.includes(item) && !made.test(item))
  return is.length > was.length && more.length > 0
    ? [checks(path, `\`${name}\` has ${more.join(", ")} now`)]
    : []
}

const checks = (path: string, detail: string): TamperFact => ({ kind: "checks-narrowed", path, detail })

/** Rules by name with their severity, also those for some files only. */
const rulesOf = (json: Schema.Json, prefix = ""): ReadonlyArray<readonly [rule: string, level: number]> => [
  ...Object.entries(objectAt(json, "rules")).flatMap(([rule, value]) => levels(`${prefix}${rule}`, value)),
  ...Object.entries(objectAt(json, "categories")).flatMap(([name, value]) =>
    levels(`${prefix}${name}`, value)
  ),
  ...Object.entries(objectAt(json, "linter", "rules")).flatMap(([group, rules]) =>
    isObject(rules)
      ? Object.entries(rules).flatMap(([rule, value]) => levels(`${prefix}${group}/${rule}`, value))
      : []
  ),
  ...(Array.isArray(objectAt(json)["overrides"])
    ? (objectAt(json)["overrides"] as ReadonlyArray<Schema.Json>).flatMap((override) =>
        rulesOf(override, `${textsOf(objectAt(override)["files"]).join(",")}: `)
      )
    : [])
]

const levels = (rule: string, value: Schema.Json): ReadonlyArray<readonly [string, number]> => {
  const level = Array.isArray(value) ? value[0] : isObject(value) ? value["level"] : value
  const known = [
    ["off", "allow", 0, false],
    ["warn", "info", 1],
    ["error", "deny", "on", 2, true]
  ].findIndex((names) => names.some((name) => name === level))
  return known === -1 ? [] : [[rule, known]]
}

const lintFacts = (path: string, was: JsonObject, is: JsonObject): ReadonlyArray<TamperFact> => {
  const before = new Map(rulesOf(was))
  const after = new Map(rulesOf(is))
  const weaker = Array.from(after).filter(
    ([rule, level]) => level < (before.get(rule) ?? (level === 0 ? 1 : 0))
  )
  const gone = Array.from(before).filter(([rule, level]) => level > 0 && !after.has(rule))
  return [
    ...weaker.map(([rule, level]): TamperFact => ({
      kind: "lint-weakened",
      path,
      detail: `the rule \`${rule}\` is ${level === 0 ? "off" : "a warning"} now`
    })),
    ...(gone.length > 0 && after.size < before.size
      ? [
          {
            kind: "lint-weakened" as const,
            path,
            detail: `rules are gone: ${gone.map(([rule]) => rule).join(", ")}`
          }
        ]
      : []),
    ...["ignorePatterns", "ignores"].flatMap((name) =>
      widened(path, name, textsOf(was[name]), textsOf(is[name]))
    )
  ]
}

const inManifest = (path: string, before: string, after: string | null): ReadonlyArray<TamperFact> =>
  after === null
    ? []
    : lintFacts(path, objectAt(jsonOf(before), "eslintConfig"), objectAt(jsonOf(after), "eslintConfig"))

/** A script may compute its rules; those that it turns off by name can be counted. */
const scriptFacts = (path: string, before: string, after: string): ReadonlyArray<TamperFact> => {
  const off = (text: string) =>
    Array.from(
      text.matchAll(/["']?([\w@/-]+)["']?\s*:\s*\[?\s*(?:["'](?:off|allow)["']|0\b)/g),
      ([, rule]) => rule ?? ""
    )
  const more = off(after).filter((rule) => !off(before).includes(rule))
  return [
    ...more.map((rule): TamperFact => ({
      kind: "lint-weakened",
      path,
      detail: `the rule \`${rule}\` is off now`
    })),
    ...["ignores", "ignorePatterns"].flatMap((name) =>
      widened(path, name, listIn(before, name), listIn(after, name))
    )
  ]
}

/** The texts in every list of this name, in a script. */
export const listIn = (text: string, name: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(new RegExp(`\\b${name}["']?\\s*:\\s*\\[([^\\]]*)\\]`, "g"))).flatMap(
    ([, list = ""]) => Array.from(list.matchAll(/["'`]([^"'`]+)["'`]/g), ([, item]) => item ?? "")
  )

const ignoredFacts = (path: string, was: ReadonlyArray<string>, is: ReadonlyArray<string>) =>
  widened(path, path, was, is)

const linesOf = (text: string): ReadonlyArray<string> =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))

const jsonOf = (text: string): JsonObject =>
  Option.match(parseLoose(text), { onNone: () => ({}), onSome: (json) => (isObject(json) ? json : {}) })
