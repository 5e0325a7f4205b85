import { assert, describe, it } from "@effect/vitest"
import { fromComment, fromLine } from "@layercake/core/extract/PathHint"

const label = (path: string) => `label ${path}`
const line = (text: string) => {
  const hint = fromLine(text)
  return hint === undefined ? "nothing" : `${hint.strength} ${hint.path}`
}
const comment = (text: string) => {
  const hint = fromComment(text)
  return hint === undefined ? "nothing" : `${hint.strength} ${hint.path}${hint.alone ? " alone" : ""}`
}

describe("PathHint.fromLine", () => {
  it.each([
    ["**src/a.ts**", label("src/a.ts")],
    ["**src/a.ts**:", label("src/a.ts")],
    ["**src/a.ts:**", label("src/a.ts")],
    ["**`src/a.ts`**", label("src/a.ts")],
    ["*src/a.ts*", label("src/a.ts")],
    ["__src/a.ts__", label("src/a.ts")],
    ["`src/a.ts`", label("src/a.ts")],
    ["``src/a.ts``", label("src/a.ts")],
    ["`src/a.ts`:", label("src/a.ts")],
    ["- `src/a.ts`", label("src/a.ts")],
    ["### src/a.ts", label("src/a.ts")],
    ["### `src/a.ts` ###", label("src/a.ts")],
    ["## 3. `src/a.ts`", label("src/a.ts")],
    ["#### Server (`src/server.ts`)", label("src/server.ts")],
    ["## Server: src/server.ts", label("src/server.ts")],
    ["## Server (src/server.ts)", label("src/server.ts")],
    ["File: src/a.ts", label("src/a.ts")],
    ["File: `src/a.ts`", label("src/a.ts")],
    ["File 2: src/a.ts", label("src/a.ts")],
    ["**File:** `src/a.ts`", label("src/a.ts")],
    ["**File: src/a.ts**", label("src/a.ts")],
    ["**Filename**: src/a.ts", label("src/a.ts")],
    ["src/a.ts:", "bare src/a.ts"],
    ["src/a.ts", "bare src/a.ts"],
    ["1. src/a.ts", "bare src/a.ts"],
    ["1. **src/a.ts**", label("src/a.ts")],
    ["2) `src/a.ts`", label("src/a.ts")],
    ["Step 1: `src/a.ts`", label("src/a.ts")],
    ["**src/a.ts** (new file)", label("src/a.ts")],
    ["**src/a.ts** — the server", label("src/a.ts")],
    ["`src/a.ts` - the server:", label("src/a.ts")],
    ["Create `src/a.ts`:", label("src/a.ts")],
    ["Here is the full `src/a.ts`:", label("src/a.ts")],
    ["[src/a.ts](src/a.ts)", label("src/a.ts")],
    ["./src/a.ts", "bare src/a.ts"],
    ["**Dockerfile**", label("Dockerfile")],
    ["**.env.example**", label(".env.example")],
    ["**.github/workflows/ci.yml**", label(".github/workflows/ci.yml")],
    ["`docs/my notes.md`", label("docs/my notes.md")],
    ['"docs/my notes.md":', label("docs/my notes.md")],
    ["**src/__init__.py**", label("src/__init__.py")],
    ["__init__.py", "bare __init__.py"],
    ["**src/app/[...slug]/page.tsx**", label("src/app/[...slug]/page.tsx")],
    ["**src/(shop)/@modal/page.tsx**", label("src/(shop)/@modal/page.tsx")],
    ["**dokumente/übersicht/日本語.md**", label("dokumente/übersicht/日本語.md")],
    ["**../outside.ts**", label("../outside.ts")],
    ["**C:\\work\\a.ts**", label("C:\\work\\a.ts")],
    ["**/etc/hosts.conf**", label("/etc/hosts.conf")]
  ])("takes %s for the name of a file", (text, expected) => {
    assert.strictEqual(line(text), expected)
  })

  it.each([
    ["### Update `src/a.ts`"],
    ["**src/a.ts** (excerpt)"],
    ["`src/a.ts` (lines 10-20):"],
    ["### Changes to src/a.ts"],
    ["## src/a.ts in detail"],
    ["Now update the file `src/a.ts`"],
    ["Update `src/a.ts`:"],
    ["## How `src/a.ts` works"]
  ])("is in doubt about %s", (text) => {
    assert.strictEqual(line(text), "doubtful src/a.ts")
  })

  it.each([
    [""],
    ["The server is started as follows:"],
    ["In `src/a.ts` the handler looks like this:"],
    ["Both `src/a.ts` and `src/b.ts` change:"],
    ["For example, consider a file named `src/a.ts`:"],
    ["`src/a.ts` is an example of this:"],
    ["### LICENSE of the parts"],
    ["Node.js"],
    ["### Next.js"],
    ["and/or"],
    ["e.g."],
    ["`console.log`"],
    ["`res.json`:"],
    ["**src/**"],
    ["`src/**/*.ts`"],
    ["`node src/a.js`"],
    ["GET /api/users.json"],
    ["`/api/users`"],
    ["https://example.com/a.js"],
    ["`<name>.ts`"],
    ["**Note:**"],
    ["`{a,b}.ts`"],
    ["```ts"],
    ["| `src/a.ts` | server |"]
  ])("finds no file in %s", (text) => {
    assert.strictEqual(line(text), "nothing")
  })
})

describe("PathHint.fromComment", () => {
  it.each([
    ["// src/a.ts", "label src/a.ts alone"],
    ["//src/a.ts", "label src/a.ts alone"],
    ["# src/a.py", "label src/a.py alone"],
    ["<!-- public/index.html -->", "label public/index.html alone"],
    ["/* a.css */", "label a.css alone"],
    ["/** src/a.ts */", "label src/a.ts alone"],
    ["{/* src/a.tsx */}", "label src/a.tsx alone"],
    ["-- schema.sql", "label schema.sql alone"],
    ["; setup.cfg", "label setup.cfg alone"],
    ["// File: src/a.ts", "label src/a.ts alone"],
    ["# filename: app.py", "label app.py alone"],
    ["// @file src/a.ts", "label src/a.ts alone"],
    ["// package.json", "label package.json alone"],
    ["# Dockerfile", "label Dockerfile alone"],
    ['# "my notes.txt"', "label my notes.txt alone"],
    ["// src/a.ts - the entry point", "label src/a.ts"],
    ["// src/a.ts (excerpt)", "doubtful src/a.ts"]
  ])("takes %s for the name of a file", (text, expected) => {
    assert.strictEqual(comment(text), expected)
  })

  it.each([
    ["// see src/b.ts for the details"],
    ["// src/b.ts is where this is called"],
    ["# README.md"],
    ["## main.py"],
    ["# src/a.ts"],
    ["#!/usr/bin/env node"],
    ["-- src/a.ts"],
    ["const a = 1 // src/a.ts"],
    ["// node.js"],
    ["import './a.ts'"]
  ])("finds no file in %s", (text) => {
    assert.strictEqual(comment(text), "nothing")
  })
})
