/**
 * Thresholds that are lowered, test runners that leave more out, and steps of continuous integration that are gone.
 */
import { Option, type Schema } from "effect"
import { listIn } from "./ConfigTamper.ts"
import { leavesOf, objectAt, parseLoose } from "./LooseJson.ts"
import type { TamperFact } from "./Tamper.ts"
import type { FileChange } from "./TamperScan.ts"

export const facts = (changes: ReadonlyArray<FileChange>): ReadonlyArray<TamperFact> => [
  ...thresholdFacts(changes),
  ...changes.flatMap(({ after, before, path }) =>
    before === null || after === null || !isRunnerConfig(path) ? [] : runnerFacts(path, before, after)
  ),
  ...workflowFacts(changes)
]

const isRunnerConfig = (path: string): boolean =>
  /(?:^|\/)(?:vite|vitest|jest|playwright|\.mocharc|karma)[\w.-]*\.(?:[cm]?[jt]s|json)$/.test(path)

const hasThresholds = (path: string): boolean =>
  isRunnerConfig(path) || /(?:^|\/)(?:package\.json|\.(?:c8rc|nycrc)(?:\.json)?)$/.test(path)

const measures = ["lines", "branches", "functions", "statements"]

/** The lowest of each measure that any file asks for; all files together, since a threshold may move. */
const thresholdFacts = (changes: ReadonlyArray<FileChange>): ReadonlyArray<TamperFact> => {
  // What cannot be read asks for nothing, and nothing can be built with it.
  const files = changes.filter(
    ({ after, path }) =>
      hasThresholds(path) && (after === null || !path.endsWith(".json") || Option.isSome(parseLoose(after)))
  )
  const was = lowest(files.flatMap(({ before, path }) => (before === null ? [] : thresholdsIn(path, before))))
  const is = lowest(files.flatMap(({ after, path }) => (after === null ? [] : thresholdsIn(path, after))))
  return Array.from(was).flatMap(([measure, { path, value }]): ReadonlyArray<TamperFact> => {
    const now = is.get(measure)
    if (now !== undefined && now.value >= value) return []
    const detail =
      now === undefined
        ? `the threshold of ${value} for ${measure} is gone`
        : `the threshold for ${measure} is ${now.value} and was ${value}`
    return [{ kind: "threshold-lowered", path: now?.path ?? path, detail }]
  })
}

interface Threshold {
  readonly measure: string
  readonly value: number
  readonly path: string
}

const lowest = (all: ReadonlyArray<Threshold>): ReadonlyMap<string, Threshold> => {
  const found = new Map<string, Threshold>()
  for (const one of all)
    if (one.value < (found.get(one.measure)?.value ?? Infinity)) found.set(one.measure, one)
  return found
}

const thresholdsIn = (path: string, text: string): ReadonlyArray<Threshold> => {
  const json = /(?:json|rc)$/.test(path) ? Option.getOrUndefined(parseLoose(text)) : undefined
  if (json === undefined)
    return Array.from(
      text.matchAll(/\b(lines|branches|functions|statements)["']?\s*:\s*(\d+(?:\.\d+)?)/g),
      ([, measure = "", value]) => ({ measure, value: Number(value), path })
    )
  const isManifest = /(?:^|\/)package\.json$/.test(path)
  const roots: ReadonlyArray<Schema.Json> = isManifest
    ? [objectAt(json, "c8"), objectAt(json, "nyc"), objectAt(json, "jest", "coverageThreshold")]
    : [json]
  const options = isManifest
    ? Object.values(objectAt(json, "scripts")).flatMap((script) =>
        Array.from(
          String(script).matchAll(
            /--(?:test-coverage-)?(lines|branches|functions|statements)[= ](\d+(?:\.\d+)?)/g
          ),
          ([, measure = "", value]) => ({ measure, value: Number(value), path })
        )
      )
    : []
  return [
    ...options,
    ...roots
      .flatMap(leaves)
      .flatMap(([name, value]) =>
        typeof value === "number" && measures.includes(name) ? [{ measure: name, value, path }] : []
      )
  ]
}

const leaves = (json: Schema.Json) =>
  leavesOf(json).map(([path, value]) => [path.at(-1) ?? "", value] as const)

const lists = [
  "exclude",
  "testPathIgnorePatterns",
  "coveragePathIgnorePatterns",
  "modulePathIgnorePatterns",
  "watchPathIgnorePatterns",
  "testIgnore",
  "ignore"
]
const lenient = ["passWithNoTests", "dangerouslyIgnoreUnhandledErrors", "skipFullRun", "allowOnly"]

const runnerFacts = (path: string, before: string, after: string): ReadonlyArray<TamperFact> => [
  ...lists.flatMap((name): ReadonlyArray<TamperFact> => {
    const was = listIn(before, name)
    const more = listIn(after, name).filter(
      (item) => !was.includes(item) && !/node_modules|dist|coverage|build|\.config\./.test(item)
    )
    return more.length === 0
      ? []
      : [{ kind: "checks-narrowed", path, detail: `\`${name}\` has ${more.join(", ")} now` }]
  }),
  ...lenient.flatMap((name): ReadonlyArray<TamperFact> => {
    const isOn = (text: string) => new RegExp(`\\b${name}["']?\\s*:\\s*true\\b`).test(text)
    return isOn(after) && !isOn(before)
      ? [{ kind: "checks-narrowed", path, detail: `\`${name}\` is on` }]
      : []
  })
]

const isWorkflow = (path: string): boolean =>
  /^\.github\/workflows\/.+\.ya?ml$|(?:^|\/)(?:\.gitlab-ci|azure-pipelines|bitbucket-pipelines)\.ya?ml$|^\.circleci\/config\.ya?ml$/.test(
    path
  )

/** What a step of continuous integration checks, told from its command. */
const purposes: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ["tests", /\b(?:npm|pnpm|yarn)\s+(?:run\s+)?(?:t|test)\b|\b(?:vitest|jest|mocha)\b|node\s[^\n]*--test\b/],
  ["lint", /\b(?:run\s+|yarn\s+|pnpm\s+)lint\b|\b(?:eslint|oxlint|biome)\b/],
  ["the build", /\b(?:run\s+|yarn\s+|pnpm\s+)build\b/],
  ["types", /\b(?:type-?check|check-types)\b|\btsc\b/],
  ["the audit", /\b(?:npm|pnpm|yarn)\s+(?:npm\s+)?audit\b/],
  ["everything", /\b(?:run\s+|yarn\s+|pnpm\s+)(?:check|verify|validate|ci)\b/]
]

const workflowFacts = (changes: ReadonlyArray<FileChange>): ReadonlyArray<TamperFact> => {
  const files = changes.filter(({ path }) => isWorkflow(path))
  const live = (text: string | null) => (text ?? "").replace(/(^|\s)#.*$/gm, "$1")
  const all = (side: "before" | "after") => files.map((file) => live(file[side])).join("\n")
  const [was, is] = [all("before"), all("after")]
  const [first] = files.filter(({ before }) => before !== null)
  if (first === undefined) return []
  const lost = purposes.filter(([, pattern]) => pattern.test(was) && !pattern.test(is)).map(([what]) => what)
  const isWhole =
    lost.length > 0 && purposes.some(([what, pattern]) => what === "everything" && pattern.test(is))
  const more = (pattern: RegExp) => count(is, pattern) > count(was, pattern)
  const fact = (detail: string): TamperFact => ({ kind: "ci-weakened", path: first.path, detail })
  return [
    ...(lost.length > 0 && !isWhole ? [fact(`it does not run ${lost.join(", ")} any more`)] : []),
    ...(more(/continue-on-error:\s*true|allow_failure:\s*true/g) ? [fact("a step may fail unnoticed")] : []),
    ...(more(/\bif:\s*(?:false|\$\{\{\s*false\s*\}\})/g) ? [fact("a step is never run")] : []),
    ...(more(/(?:\|\||;)\s*(?:true|exit 0|:)\s*$/gm) ? [fact("a command succeeds whatever comes of it")] : [])
  ]
}

const count = (text: string, pattern: RegExp): number => Array.from(text.matchAll(pattern)).length
