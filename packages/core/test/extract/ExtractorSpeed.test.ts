import { describe, it } from "@effect/vitest"
import { maxFiles } from "@layercake/core/extract/Extraction"
import { extract } from "@layercake/core/extract/Extractor"

const megabyte = (unit: string) => unit.repeat(Math.ceil(1_000_000 / unit.length))
const inFile = (path: string, content: string) =>
  `**${path}**\n\`\`\`\`\`\`\n${content.slice(0, 990_000)}\n\`\`\`\`\`\`\n`
const falling = (mark: string) =>
  Array.from(
    { length: 1_200 },
    (_, index) => `${mark.repeat(1_203 - index)}md\n${mark.repeat(1_203 - index)}\n`
  ).join("")

const answers = [
  ["backticks", megabyte("`")],
  ["bare fences", megabyte("```\n")],
  ["opening fences", megabyte("```ts\n")],
  ["documents", megabyte("```md\n```\n")],
  ["labels", megabyte("**a.ts**\n```\n")],
  ["documents in documents", megabyte("```md\n```sh\n```\n")],
  ["documents between other fences", `${megabyte("~~~md\n~~~\n````md\n````\n")}`],
  ["fences that get shorter", falling("`")],
  [
    "fences that get deeper",
    Array.from({ length: 1_400 }, (_, index) => `${" ".repeat(index)}\`\`\`\n`).join("")
  ],
  ["list markers", megabyte("- ")],
  ["list markers before fences", megabyte("- - - - ```\n")],
  ["headings", megabyte(`### ${"-".repeat(1_100)} src/a.ts x\n`)],
  ["blank lines", `**a.ts**${megabyte("\n")}`],
  ["one long info string", `\`\`\`ts ${megabyte("a=' ")}\nx\n\`\`\``],
  ["info strings", megabyte(`\`\`\`ts ${'a="'.repeat(600)}\nx\n\`\`\`\n`)],
  ["emphasis", megabyte(`${"*".repeat(1_150)}a.ts\n\`\`\`\nx\n\`\`\`\n`)],
  ["underscores", megabyte(`${"_".repeat(1_150)}a.ts\n\`\`\`\nx\n\`\`\`\n`)],
  ["brackets", megabyte(`${"[".repeat(600)}${"]".repeat(550)}\n\`\`\`\nx\n\`\`\`\n`)],
  ["spaces", megabyte(`a${" ".repeat(1_150)}b\n\`\`\`\nx\n\`\`\`\n`)],
  ["open comments", inFile("a.ts", megabyte("/*"))],
  ["comments", inFile("a.ts", megabyte("a/**/"))],
  ["comment lines that trail off", inFile("a.ts", megabyte("// ...more code ...\n"))],
  ["templates in templates", inFile("a.ts", megabyte("`${"))],
  ["slashes", inFile("a.ts", megabyte("=/["))],
  ["quotes", inFile("a.ts", megabyte("'\n"))],
  ["one long line of code", inFile("a.ts", megabyte("a b"))],
  [
    "blanks behind a comment",
    inFile("a.ts", `/* existing code */ [${megabyte(" ")}`.slice(0, 900_000) + "x")
  ],
  ["open HTML comments", inFile("a.html", megabyte("<!--"))],
  ["HTML comments", inFile("a.html", megabyte("<!---->"))],
  ["dots", inFile("a.py", megabyte("."))],
  ["dots in brackets", inFile("a.ts", megabyte("{   "))],
  ["dots behind blank lines", inFile("a.py", megabyte(":\n\n\n\n\n\n...\n"))],
  ["markers", inFile("a.txt", megabyte("<<<<<<< \n"))],
  [
    "files",
    Array.from(
      { length: 20_000 },
      (_, index) => `**${"d/".repeat(10)}${index}.ts**\n\`\`\`\nx\n\`\`\`\n`
    ).join("")
  ],
  [
    "deep paths",
    Array.from(
      { length: maxFiles },
      (_, index) => `**${"d/".repeat(500)}${index}.ts**\n\`\`\`\nx\n\`\`\`\n`
    ).join("")
  ]
] as const

describe("a megabyte of malice", () => {
  it.each(answers)("of %s is read in no time", (_, answer) => void extract(answer), 5_000)
})
