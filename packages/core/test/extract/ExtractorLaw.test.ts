import { assert, describe, it } from "@effect/vitest"
import { extract } from "@layercake/core/extract/Extractor"
import { isSafePath } from "@layercake/core/tree/Tree"
import { Arbitrary, Schema } from "effect"

/** Lines that have a meaning somewhere, and that a file may hold all the same. */
const trickyLines = [
  "",
  " ",
  "const a = 1",
  "  return a",
  "\tx",
  "```",
  "````",
  "~~~",
  "```ts",
  "```ts src/x.ts",
  "  ```",
  "- ```sh",
  "# heading",
  "### src/x.ts",
  "**src/x.ts**",
  "`src/x.ts`",
  "src/x.ts:",
  "// src/x.ts",
  "# src/x.py",
  "> ```",
  "f(...args)",
  "...rest,",
  "const s = `",
  "=======",
  "<<<<<<< ours",
  "{",
  "}",
  "'",
  '"""',
  "--- a",
  "\u00a0",
  "日本語"
]
const line = Schema.Union([Schema.Literals(trickyLines), Schema.String.check(Schema.isMaxLength(12))])
const extensions = ["ts", "py", "md", "css", "html", "json", "sql", "yml", "txt", "vue"] as const
const comments: { readonly [extension: string]: (path: string) => string } = {
  ts: (path) => `// ${path}`,
  py: (path) => `# ${path}`,
  css: (path) => `/* ${path} */`,
  html: (path) => `<!-- ${path} -->`,
  sql: (path) => `-- ${path}`,
  yml: (path) => `# ${path}`
}

const styles: {
  readonly [name: string]: (
    path: string,
    language: string
  ) => readonly [above: ReadonlyArray<string>, info: string]
} = {
  bold: (path, language) => [[`**${path}**`], language],
  "bold without a language": (path) => [[`**${path}**`], ""],
  code: (path, language) => [[`\`${path}\``], language],
  "code behind a blank line": (path, language) => [[`\`${path}\``, ""], language],
  heading: (path, language) => [[`### ${path}`, ""], language],
  "heading with code": (path, language) => [[`## 2. \`${path}\``], language],
  file: (path, language) => [[`File: ${path}`], language],
  colon: (path, language) => [[`${path}:`], language],
  item: (path, language) => [[`1. ${path}`], language],
  info: (path, language) => [[], `${language} ${path}`],
  attribute: (path, language) => [[], `${language} path=${path}`],
  title: (path, language) => [[], `${language} title="${path}"`],
  joined: (path, language) => [[], `${language}:${path}`],
  "path as language": (path) => [[], path]
}

const between = [
  "",
  "Some words on it.",
  "## Next",
  "Run:\n```sh\nnpm test\n```",
  "> **old.ts**\n> ```ts\n> x\n> ```"
]

const File = Schema.Struct({
  folder: Schema.Literals(["", "src/", "日本/ü/", "a-b/c_d/", "[id]/(x)/"]),
  extension: Schema.Literals(extensions),
  style: Schema.Literals([...Object.keys(styles), "comment"]),
  mark: Schema.Literals(["`", "~"]),
  extra: Schema.Literals([0, 1, 2]),
  indent: Schema.Literals(["", "", "", "   ", "\t"]),
  lines: Schema.Array(line).check(Schema.isMinLength(1), Schema.isMaxLength(12)),
  before: Schema.Literals(between)
})
type File = typeof File.Type

const pathOf = (file: File, index: number) => `${file.folder}f${index}.${file.extension}`

/** What a careful model would send: a fence longer than every run of its mark inside. */
const render = (file: File, index: number): string => {
  const path = pathOf(file, index)
  const comment = file.style === "comment" ? comments[file.extension] : undefined
  const [above, info] =
    comment === undefined ? (styles[file.style] ?? styles.bold!)(path, file.extension) : [[], file.extension]
  const body = [...(comment === undefined ? [] : [comment(path)]), ...file.lines]
  const runs = body
    .flatMap((text) => text.match(file.mark === "`" ? /`+/g : /~+/g) ?? [])
    .map((run) => run.length)
  const fence = file.mark.repeat(Math.max(3, ...runs.map((run) => run + 1)) + file.extra)
  return [
    file.before,
    "",
    ...above,
    ...[fence + info, ...body, fence].map((text) => file.indent + text),
    ""
  ].join("\n")
}

const clean = (text: string) => text.replace(/[\r\n\ufeff]/g, "")
/** A last line that names another file makes the fence below it uncertain, and is refused on purpose. */
const endsInLabel = (lines: ReadonlyArray<string>) =>
  /src\/x\./.test(lines.filter((text) => text.trim() !== "").at(-1) ?? "")
const answers = Arbitrary.array(Arbitrary.schema(File), { minLength: 1, maxLength: 6 }).pipe(
  Arbitrary.map((files) => files.map((file) => ({ ...file, lines: file.lines.map(clean) }))),
  Arbitrary.filter((files) =>
    files.every((file) => file.lines.some((text) => text.trim() !== "") && !endsInLabel(file.lines))
  )
)
const expected = (files: ReadonlyArray<File>) =>
  files.map((file, index) => ({ path: pathOf(file, index), content: `${file.lines.join("\n")}\n` }))
const isNoFence = (text: string) => !/```|~~~/.test(text)

const Part = Schema.Literals([
  "Text.",
  "- [e.json](e.json)",
  "`f.ts`",
  "# Title",
  "```sh\nls\n```",
  "```\nls\n```",
  "**b.json**\n```\n{}\n```",
  "**c.ts**\n```ts\nc\n```",
  "~~~sh\nls\n~~~",
  "- ```sh\n  ls\n  ```",
  "`d.ts`\n\n~~~ts\nd\n~~~",
  "````\nlong\n````"
])

const extracted = (answer: string) => {
  const { files, findings } = extract(answer)
  return { files: files.map(({ content, path }) => ({ path, content })), findings }
}

describe("the extractor's laws", () => {
  it.prop(
    "files rendered in any style come back exactly",
    [answers],
    ([files]) => {
      assert.deepStrictEqual<unknown>(extracted(files.map(render).join("\n")), {
        files: expected(files),
        findings: []
      })
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "line ends do not matter",
    [answers],
    ([files]) => {
      const answer = files.map(render).join("\n")
      assert.deepStrictEqual(extract(answer.replaceAll("\n", "\r\n")), extract(answer))
      assert.deepStrictEqual(extract(`\uFEFF${answer.replaceAll("\n", "\r")}`), extract(answer))
    },
    { arbitrary: { runs: 50 } }
  )

  it.prop(
    "an answer cut anywhere yields whole files or a finding, never a half file",
    [answers, Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))],
    ([files, share]) => {
      const answer = files.map(render).join("\n")
      const cut = extracted(answer.slice(0, Math.floor(answer.length * share)))
      if (cut.findings.length > 0) return
      assert.deepStrictEqual<unknown>(cut.files, expected(files).slice(0, cut.files.length))
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "a lost fence yields right files or a finding, never a wrong file",
    [answers, Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 }))],
    ([drawn, pick]) => {
      const files = drawn.map((file) => ({
        ...file,
        lines: ["begin", ...file.lines.filter(isNoFence), "end"]
      }))
      const blocks = files.map((file, index) => render(file, index).split("\n"))
      const block = blocks[pick % blocks.length]!
      const opening = block.findLastIndex((text, at) => at < block.length - 2 && !isNoFence(text))
      block.splice(pick % 2 === 0 ? opening : block.length - 2, 1)
      const { files: found, findings } = extracted(blocks.map((lines) => lines.join("\n")).join("\n"))
      if (findings.length > 0) return
      const right = new Map(expected(files).map(({ content, path }) => [path, content]))
      for (const { content, path } of found) assert.strictEqual(content, right.get(path))
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "a document with inner fences as long as its own comes back whole, or not at all",
    [
      Schema.Array(Part).check(Schema.isMinLength(1), Schema.isMaxLength(6)),
      Schema.Array(Part).check(Schema.isMaxLength(4))
    ],
    ([inside, after]) => {
      const document = inside.join("\n")
      const { files, findings } = extracted(["**a.md**", "```md", document, "```", "", ...after].join("\n"))
      if (findings.length > 0) return
      assert.strictEqual(files.find(({ path }) => path === "a.md")?.content, `${document}\n`)
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "any text yields files that can be written, or findings",
    [Schema.Array(line).check(Schema.isMaxLength(30))],
    ([lines]) => {
      const { files, findings } = extract(lines.join("\n"))
      if (findings.length > 0) return
      assert.isAbove(files.length, 0)
      assert.strictEqual(new Set(files.map(({ path }) => path.toLowerCase())).size, files.length)
      for (const { content, path } of files) {
        assert.isTrue(isSafePath(path))
        assert.isTrue(content.endsWith("\n"))
      }
    },
    { arbitrary: { runs: 300 } }
  )
})
