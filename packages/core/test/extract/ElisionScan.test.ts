import { assert, describe, it } from "@effect/vitest"
import { findElision } from "@layercake/core/extract/ElisionScan"
import { fileKind } from "@layercake/core/extract/FileKind"

const find = (path: string, ...lines: ReadonlyArray<string>) => findElision(lines, fileKind(path, null))?.line

describe("ElisionScan", () => {
  it.each([
    ["a comment", "a.ts", 1, ["const a = 1", "// ... rest unchanged"]],
    ["a hash comment", "a.py", 1, ["a = 1", "# rest of the file unchanged"]],
    ["a block comment", "a.ts", 0, ["/* existing code */"]],
    ["a block comment over lines", "a.ts", 0, ["/*", " * rest of the file unchanged", " */"]],
    ["a comment inside brackets", "a.ts", 0, ["export function f() { /* ... */ }"]],
    ["a comment at the end of a line", "a.ts", 0, ["const a = 1 // ... existing code"]],
    ["a comment in a template's code", "a.ts", 0, ["const a = `x${ /* ... */ 1 }`"]],
    ["a JSX comment", "a.tsx", 1, ["<div>", "  {/* ... existing markup ... */}", "</div>"]],
    ["an HTML comment", "a.html", 1, ["<body>", "<!-- rest of file -->", "</body>"]],
    ["an HTML comment over lines", "a.html", 0, ["<!--", "  rest of the page unchanged", "-->"]],
    ["a comment in a component", "a.vue", 1, ["<template>", "  <!-- ... -->", "</template>"]],
    ["a SQL comment", "a.sql", 0, ["-- ... existing tables"]],
    ["a YAML comment", "ci.yml", 1, ["jobs:", "  # ... existing jobs unchanged"]],
    ["a CSS comment", "a.css", 0, ["/* ... */"]],
    ["a comment in JSON", "a.json", 1, ["{", "  // ... existing scripts"]],
    ["a Dockerfile comment", "Dockerfile", 1, ["FROM node", "# ... rest of the file"]],
    ["lone dots in TypeScript", "a.ts", 1, ["f()", "...", "g()"]],
    ["lone dots in JSON", "a.json", 1, ["{", "  ...", "}"]],
    ["lone dots between Python statements", "a.py", 1, ["import os", "...", "main()"]],
    ["indented dots in YAML", "a.yml", 1, ["a:", "  ..."]],
    ["a single character of dots", "a.ts", 1, ["f()", "  …", "g()"]],
    ["a hollow body", "a.ts", 0, ["function f() { ... }"]],
    ["a hollow array", "a.json", 0, ['{ "a": [ ... ] }']],
    ["a hollow Java body", "A.java", 0, ["void f() { ... }"]],
    ["a line in brackets", "a.ts", 1, ["f()", "[unchanged]"]],
    ["a sentence between dots", "a.css", 1, ["a {}", "... rest of the styles ..."]],
    ["a sentence in brackets in a document", "a.md", 2, ["# T", "", "[rest of the document unchanged]"]],
    ["an HTML comment in a document", "a.md", 1, ["# T", "<!-- rest of file -->"]]
  ])("finds %s", (_, path, line, lines) => {
    assert.strictEqual(find(path, ...lines), line)
  })

  it.each([
    [
      "spread arguments",
      "a.ts",
      ["f(...args)", "const b = [", "  ...a,", "  ...rest", "]", "const { ...other } = b"]
    ],
    [
      "dots in strings",
      "a.ts",
      ['const a = "..."', "const b = '// ... existing code'", 'const c = "{ ... }"']
    ],
    ["dots in a template", "a.ts", ["const a = `", "...", "// rest of the file unchanged", "{ ... }", "`"]],
    ["dots behind a regular expression", "a.ts", ["const a = /`/", "const b = /[/`]/.test(x) ? '...' : y"]],
    ["a rest parameter in a type", "a.ts", ["type F = (...args: Array<string>) => void"]],
    ["a comment that trails off", "a.ts", ["// Waiting for the server ...", "f()"]],
    [
      "one sentence over two comments",
      "a.ts",
      ["// When nobody answers ...", "// ...keep the rest of the code quiet"]
    ],
    [
      "documentation with dots",
      "a.ts",
      ["/**", " * ...", " * Rest of the file is documented elsewhere.", " */"]
    ],
    ["a word at the end of a line", "a.ts", ["return state // unchanged"]],
    ["dots as JSX text", "a.tsx", ["<span>", "  ...", "</span>"]],
    [
      "a Python stub",
      "a.py",
      ["class P(Protocol):", "    def f(self) -> int:", "        ...", "    def g(self): ..."]
    ],
    ["a Python stub behind its docstring", "a.pyi", ["def f():", '    """Does it."""', "    ..."]],
    ["Python dots in strings", "a.py", ['a = """', "...", "# existing code", '"""', "b = x[..., 0]"]],
    ["an open tuple type in Python", "a.py", ["T = tuple[", "    int,", "    ...", "]"]],
    ["the end of a YAML document", "a.yml", ["a: 1", "..."]],
    ["variadic parameters in C", "a.c", ["void f(int a,", "       ...", ");", "catch (...) {}"]],
    ["dots in HTML text", "a.html", ["<p>", "...", "</p>", "<p>rest of the file unchanged</p>"]],
    ["dots in prose", "a.md", ["And so on ...", "...", "... and then some"]],
    ["dots in a document's code", "a.md", ["```ts", "// ... existing code ...", "[unchanged]", "```"]],
    [
      "a document about elisions",
      "a.md",
      ["Never write `// ... existing code ...`.", "[link to the rest](a.md)"]
    ],
    ["dots in a text file", "notes.txt", ["..."]],
    ["a section of an ini file", "a.ini", ["[unchanged]"]],
    ["an address", "a.ts", ['const a = "http://x/...rest of the code"']],
    ["a hash in a shell expansion", "a.sh", ["echo ${a#...}"]],
    ["a private member", "a.ts", ["class A { #rest = 1 }"]]
  ])("leaves %s alone", (_, path, lines) => {
    assert.isUndefined(find(path, ...lines))
  })
})
