/**
 * A library in TypeScript that Node runs as it is, without a build step.
 */
import type { Starter } from "../Starter.ts"

export const typescriptLibrary: Starter = {
  description: "A library in TypeScript with a test, run by Node without a build step",
  files: {
    "package.json": `{
  "name": "library",
  "version": "0.1.0",
  "private": true,
  "type": "module",
  "engines": { "node": ">=22.18" },
  "exports": "./src/index.ts",
  "scripts": {
    "build": "node --check src/index.ts",
    "lint": "node --check test/index.test.ts",
    "test": "node --test"
  }
}
`,
    "src/index.ts": `/** The sum of the numbers; 0 for none. */
export const sum = (numbers: ReadonlyArray<number>): number =>
  numbers.reduce((total, number) => total + number, 0)
`,
    "test/index.test.ts": `import assert from "node:assert/strict"
import { test } from "node:test"
import { sum } from "../src/index.ts"

test("adds numbers", () => {
  assert.equal(sum([1, 2, 3]), 6)
  assert.equal(sum([]), 0)
})
`,
    "tsconfig.json": `{
  "compilerOptions": {
    "module": "nodenext",
    "target": "es2023",
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "erasableSyntaxOnly": true
  }
}
`,
    ".gitignore": "node_modules/\ndist/\n"
  }
}
