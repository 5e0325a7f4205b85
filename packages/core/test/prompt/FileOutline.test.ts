import { assert, describe, it } from "@effect/vitest"
import { outlineOf } from "@layercake/core/prompt/FileOutline"

describe("the outline of a file", () => {
  const cases: ReadonlyArray<readonly [path: string, text: string, outline: ReadonlyArray<string>]> = [
    [
      "docs/prd.md",
      "# Requirements\n\ntext\n\n## Stories\n\n```sh\n# no heading\n```\n\n### US-1\n####no heading\n",
      ["# Requirements", "## Stories", "### US-1"]
    ],
    ["README.md", "````markdown\n# inside\n```\n# still inside\n```\n````\n# outside\n", ["# outside"]],
    [
      "src/rooms.ts",
      `import { a } from "./a.ts"\n\nexport type Room = { id: string }\nconst hidden = 1\nexport const list = (a: string): Room => {\n  return x\n}\nexport default class Rooms {\n  export() {}\n}\n`,
      [
        "export type Room = { id: string }",
        "export const list = (a: string): Room",
        "export default class Rooms"
      ]
    ],
    [
      "specs/schema.prisma",
      "generator client {\n  provider = 1\n}\nmodel Room {\n  id String\n}\n",
      ["generator client", "model Room"]
    ],
    [
      "specs/openapi.yaml",
      "openapi: 3.1.0\n# note: none\npaths:\n  /rooms:\n    get:\n      operationId: listRooms\n    post:\n",
      ["openapi: 3.1.0", "paths:", "  /rooms:", "    get:", "    post:"]
    ],
    [
      "package.json",
      `{"name":"x","scripts":{"build":"tsc","test":"node"}}`,
      ["name", "scripts: build, test"]
    ],
    [
      "designs/option-1.html",
      "<!doctype html><title>Book</title><h1>A <b>room</b></h1><h2></h2>",
      ["title: Book", "h1: A room"]
    ],
    [
      "tool.py",
      "import os\nclass Room:\n    def free(self):\n        pass\ndef main():\n",
      ["class Room:", "def main():"]
    ]
  ]
  for (const [path, text, outline] of cases)
    it(`of ${path}`, () => assert.deepStrictEqual(outlineOf(path, text), outline))

  it("is none where nothing is known or nothing stands out", () => {
    for (const [path, text] of [
      ["notes.txt", "# not markdown"],
      ["Dockerfile", "FROM node"],
      ["src/inner.ts", "const a = 1\n"],
      ["broken.json", "{"],
      ["list.json", "[1]"],
      ["empty.md", ""]
    ] as const)
      assert.isUndefined(outlineOf(path, text), path)
  })

  it("is short, however long the file is", () => {
    const lines = outlineOf("a.md", `${`# ${"word ".repeat(100)}\n`.repeat(500)}`) ?? []
    assert.strictEqual(lines.length, 81)
    assert.strictEqual(lines.at(-1), "(420 more lines of outline)")
    assert.isTrue(lines.every((line) => line.length <= 163))
  })
})
