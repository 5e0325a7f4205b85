/**
 * The test cases that a file in JavaScript or TypeScript declares, for node:test, Vitest, Jest and Mocha: their names,
 * whether they are skipped, and how much they assert. Reads the text and runs nothing.
 */
import { closing, lineAt, mask } from "./MaskedSource.ts"

export interface TestCase {
  readonly name: string
  /** From 1. */
  readonly line: number
  /** `skip` also for a case inside of a skipped group; `null` when it runs. */
  readonly mark: "skip" | "todo" | "only" | null
  /** Stands for several: it is declared from a table, in a loop, or under a name that only running it tells. */
  readonly isTable: boolean
  /** Calls that assert something, also through a function whose name says so. */
  readonly assertions: number
  /** Among them those that hold whatever the program does. */
  readonly trivial: number
  /** Among them those that ask only whether there is something. */
  readonly weak: number
}

export const isTestPath = (path: string): boolean =>
  /\.[cm]?[jt]sx?$/.test(path) &&
  (/(?:^|\/)(?:tests?|__tests__|e2e)\//.test(path) || /[._-](?:test|spec)\.[cm]?[jt]sx?$/.test(path))

/** `it`, `test.skip`, `describe.each(...)`, `it.skipIf(...)`, `xit`, ... up to the bracket that opens its arguments. */
const head =
  /(?<![\w$.])(x|f)?(it|test|specify|describe|suite|context)((?:\s*\.\s*(?:skip|only|todo|concurrent|sequential|each|for|skipIf|runIf|fails|failing|effect|live|scoped|scopedLive|prop|shuffle))*)\s*(?=[(`])/g

interface Declared {
  readonly isGroup: boolean
  readonly name: string
  readonly at: number
  readonly end: number
  readonly mark: TestCase["mark"]
  readonly isTable: boolean
}

export const testCases = (source: string): ReadonlyArray<TestCase> => {
  const { code } = mask(source)
  const declared = Array.from(code.matchAll(head)).flatMap((match) => declaration(source, code, match))
  const groups = declared.filter(({ isGroup }) => isGroup)
  return declared
    .filter(({ isGroup }) => !isGroup)
    .map((test) => {
      const around = groups.filter((group) => group.at < test.at && test.end <= group.end)
      const body = code.slice(test.at, test.end)
      const inner = { code: body, source: source.slice(test.at, test.end) }
      const mark =
        test.mark ??
        around.find((group) => group.mark !== null && group.mark !== "only")?.mark ??
        skippedInside(body)
      return {
        name: test.name,
        line: lineAt(source, test.at),
        isTable: test.isTable,
        mark: mark ?? around.find((group) => group.mark === "only")?.mark ?? null,
        ...assertionsIn(inner)
      }
    })
}

const declaration = (source: string, code: string, match: RegExpMatchArray): ReadonlyArray<Declared> => {
  const [whole, letter = "", kind = "", chain = ""] = match
  const at = match.index ?? 0
  let open = at + whole.length
  // `it.each([1, 2])("name", ...)`: the name stands in the second pair of brackets; a table may be a template.
  if (/\b(?:each|for|skipIf|runIf)\s*$/.test(chain) || code[open] === "`") {
    open = code[open] === "`" ? code.indexOf("`", open + 1) + 1 : closing(code, open)
    while (/\s/.test(code[open] ?? "")) open++
  }
  if (code[open] !== "(") return []
  const end = closing(code, open)
  const first = code.slice(open + 1, end).search(/\S/)
  const quote = code[open + 1 + first] ?? ""
  // `test(name, ...)` and `test(async (t) => ...)` have names that only running them tells.
  const from = open + 1 + first
  const name =
    `"'\``.includes(quote) && quote !== "" ? source.slice(from + 1, endOfName(code, from)) : "(unnamed)"
  const isCall = first >= 0
  const isTable = /\b(?:each|for|prop)\b/.test(chain) || name === "(unnamed)" || name.includes("${")
  const marks = `${letter === "x" ? ".skip" : letter === "f" ? ".only" : ""}${chain}`
  const options = optionsOf(code.slice(open, end))
  const mark =
    /\bskip(?!If)\b|\bskipIf\b|\brunIf\b/.test(marks) || options.includes("skip")
      ? "skip"
      : /\btodo\b/.test(marks) || options.includes("todo")
        ? "todo"
        : /\bonly\b/.test(marks) || options.includes("only")
          ? "only"
          : null
  return isCall
    ? [{ isGroup: /^(?:describe|suite|context)$/.test(kind), name: name.trim(), at, end, mark, isTable }]
    : []
}

const endOfName = (code: string, from: number): number => {
  const end = code.indexOf(code[from]!, from + 1)
  return end === -1 ? code.length : end
}

/** Of `test("name", { skip: true }, ...)`; a reason is as good as true. */
const optionsOf = (call: string): ReadonlyArray<string> => {
  const options = /^\(\s*["'`][^"'`]*["'`]\s*,\s*\{([^{}]*)\}/.exec(call)?.[1] ?? ""
  return ["skip", "todo", "only"].filter((name) =>
    new RegExp(`\\b${name}\\s*:\\s*(?!false\\b|undefined\\b|null\\b)\\S`).test(options)
  )
}

/** `t.skip()` and its kin, anywhere in the test. */
const skippedInside = (body: string): TestCase["mark"] => {
  const match = /(?<![\w$])(?:t|ctx|context|this|task)\s*\.\s*(skip|todo)\s*\(/.exec(body)
  return match === null ? null : match[1] === "todo" ? "todo" : "skip"
}

const call =
  /(?<![\w$])(?:(?:t|ctx)\s*\.\s*)?(?:expect|assert|should|chai\s*\.\s*assert)(?:\s*\.\s*\w+)*\s*\(|\.\s*should\s*\.|(?<![\w$.])(?:expect|assert|verify|check|ensure|should)[A-Z]\w*\s*\(/g

const assertionsIn = ({ code, source }: { readonly code: string; readonly source: string }) => {
  let assertions = 0
  let trivial = 0
  let weak = 0
  for (const match of code.matchAll(call)) {
    if (
      /expect\s*\.\s*(?:assertions|hasAssertions|extend|any|anything|objectContaining|stringMatching)/.test(
        match[0]
      )
    )
      continue
    assertions++
    const open = match.index + match[0].length - 1
    const end = code[open] === "(" ? closing(code, open) : open
    const chain = /^(?:\s*\.\s*\w+)*\s*(?:\([^()]*\))?/.exec(code.slice(end))?.[0] ?? ""
    const given = source.slice(open + 1, end - 1).trim()
    const asserted = {
      name: match[0].replace(/[\s(]/g, ""),
      given,
      chain,
      written: source.slice(end, end + chain.length)
    }
    if (isTrivial(asserted)) trivial++
    else if (isWeak(asserted)) weak++
  }
  return { assertions, trivial, weak }
}

interface Asserted {
  /** `expect`, `assert.equal`, ... */
  readonly name: string
  /** What stands in its brackets. */
  readonly given: string
  readonly chain: string
  /** The same as it is written. */
  readonly written: string
}

const literal = /^(?:true|false|null|undefined|-?\d[\d_.]*|"[^"\n]*"|'[^'\n]*'|`[^`$]*`|\[\s*\]|\{\s*\})$/

/** Holds whatever the program does: a literal is compared with itself, or asked whether it is there. */
const isTrivial = ({ given, name, written }: Asserted): boolean => {
  if (/^(?:t\.|ctx\.)?expect$/.test(name)) {
    const compared = /\(\s*([^()]*?)\s*\)\s*$/.exec(written)?.[1] ?? ""
    return literal.test(given) && (compared === "" || literal.test(compared))
  }
  const [first = "", second] = given.split(",").map((part) => part.trim())
  if (/(?:^|\.)(?:ok|isTrue|isOk)$|(?:^|\.)assert$/.test(name)) return literal.test(first)
  return second !== undefined && literal.test(first) && first === second
}

const isWeak = ({ chain, given, name }: Asserted): boolean =>
  /\.\s*(?:toBeDefined|toBeTruthy|not\s*\.\s*toBe(?:Null|Undefined)|not\s*\.\s*toThrow)\s*\(/.test(chain) ||
  (/(?:^|\.)assert(?:\.(?:ok|isOk|exists|isDefined))?$/.test(name) && !/[=!<>]=|[<>]|\w\(/.test(given))
