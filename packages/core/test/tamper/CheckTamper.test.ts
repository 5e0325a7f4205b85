/**
 * Scripts, thresholds and pipelines that check less than before, and those that only are different.
 */
import { assert, describe, it } from "@effect/vitest"
import { scan } from "@layercake/core/tamper/TamperScan"
import { json, told } from "./TamperTable.ts"

describe("package.json", () => {
  const scripts = {
    build: "tsc -p tsconfig.json",
    lint: "oxlint src test",
    test: "node --test --experimental-test-coverage --test-coverage-lines=80",
    start: "node dist/main.js",
    check: "npm run lint && npm test"
  }
  const manifest = (more: object, rest: object = {}) =>
    json({ name: "x", scripts: { ...scripts, ...more }, ...rest })
  const without = (name: string) =>
    json({ name: "x", scripts: Object.fromEntries(Object.entries(scripts).filter(([key]) => key !== name)) })
  told("package.json", [
    [
      "lets the tests fail",
      manifest({}),
      manifest({ test: `${scripts.test} || true` }),
      [/`test` succeeds whatever/]
    ],
    [
      "lets the linter fail",
      manifest({}),
      manifest({ lint: "oxlint src test; exit 0" }),
      [/`lint` succeeds whatever/]
    ],
    ["tests nothing", manifest({}), manifest({ test: "echo ok" }), [/`test` does nothing/, /threshold/]],
    ["lints nothing", manifest({}), manifest({ lint: "true" }), [/`lint` does nothing/]],
    [
      "passes without tests",
      manifest({ test: "vitest run" }),
      manifest({ test: "vitest run --passWithNoTests" }),
      [/passes without any test/]
    ],
    ["has no test script", manifest({}), without("test"), [/`test` is removed/, /threshold/]],
    ["lints less", manifest({}), manifest({ lint: "oxlint src" }), [/`lint` does not look at test/]],
    [
      "tests one file",
      manifest({ test: "node --test" }),
      manifest({ test: "node --test test/easy.test.js" }),
      [/looks at test\/easy\.test\.js only/]
    ],
    [
      "leaves tests out",
      manifest({ test: "vitest run" }),
      manifest({ test: "vitest run --exclude test/hard.test.ts" }),
      [/leaves tests out/]
    ],
    [
      "does not compile any more",
      manifest({ build: "tsc --noEmit && vite build" }),
      manifest({ build: "vite build" }),
      [/does not run tsc/]
    ],
    ["checks less at once", manifest({}), manifest({ check: "npm run lint" }), [/`check` does not run/]],
    [
      "lets more warnings pass",
      manifest({ lint: "eslint . --max-warnings 0" }),
      manifest({ lint: "eslint . --max-warnings 50" }),
      [/more warnings/]
    ],
    [
      "writes snapshots anew",
      manifest({ test: "vitest run" }),
      manifest({ test: "vitest run -u" }),
      [/updates what it compares/]
    ],
    [
      "asks for less coverage",
      manifest({}),
      manifest({ test: "node --test --experimental-test-coverage --test-coverage-lines=40" }),
      [/lines is 40 and was 80/]
    ],
    [
      "asks for less of c8",
      manifest({ test: "c8 node --test" }, { c8: { "check-coverage": true, lines: 90 } }),
      manifest({ test: "c8 node --test" }, { c8: { lines: 10 } }),
      [/lines is 10 and was 90/]
    ],
    [
      "asks for less of Jest",
      manifest({ test: "jest" }, { jest: { coverageThreshold: { global: { branches: 70 } } } }),
      manifest({ test: "jest" }, { jest: {} }),
      [/70 for branches is gone/]
    ],
    ["starts otherwise", manifest({}), manifest({ start: "node --enable-source-maps dist/main.js" }), []],
    ["has another tool", manifest({ test: "jest" }), manifest({ test: "vitest run" }), []],
    ["lints more", manifest({ lint: "oxlint src" }), manifest({ lint: "oxlint ." }), []],
    [
      "lints the folder in place of its files",
      manifest({ lint: "eslint src/a.ts src/b.ts" }),
      manifest({ lint: "eslint src" }),
      []
    ],
    [
      "calls another script",
      manifest({ test: "vitest run" }),
      manifest({ test: "npm run test:unit", "test:unit": "vitest run" }),
      []
    ],
    [
      "has a script under another name",
      manifest({ "test:unit": "vitest run" }),
      json({ scripts: { ...scripts, "test:all": "vitest run" } }),
      []
    ],
    [
      "had a script that did nothing",
      manifest({ test: "echo none && exit 0" }),
      manifest({ test: "node --test" }),
      []
    ],
    ["has a package more", manifest({}), manifest({}, { dependencies: { zod: "4.0.0" } }), []],
    ["cannot be read", manifest({}), "{", []]
  ])
})

describe("settings of a test runner", () => {
  const config = `export default defineConfig({ test: { include: ["test/**"], coverage: { thresholds: { lines: 80, branches: 70 } } } })\n`
  told("vitest.config.ts", [
    ["ask for less", config, config.replace("lines: 80", "lines: 20"), [/lines is 20 and was 80/]],
    [
      "ask for nothing",
      config,
      config.replace(/, coverage.*\} \} \}/, " }"),
      [/80 for lines is gone/, /70 for branches is gone/]
    ],
    [
      "leave tests out",
      config,
      config.replace(`include`, `exclude: ["test/slow.test.ts"], include`),
      [/`exclude` has test\/slow/]
    ],
    [
      "pass without tests",
      config,
      config.replace("test: {", "test: { passWithNoTests: true,"),
      [/`passWithNoTests` is on/]
    ],
    ["ask for more", config, config.replace("lines: 80", "lines: 95"), []]
  ])

  it("may lie in another file", () => {
    const changes = [
      { path: "vitest.config.ts", before: config, after: null },
      { path: "vite.config.ts", before: null, after: config }
    ]
    assert.deepStrictEqual(scan(changes), [])
  })
})

describe("continuous integration", () => {
  const flow = `on: push\njobs:\n  all:\n    steps:\n      - uses: actions/checkout@v5\n      - run: npm ci\n      - run: npm run lint\n      - run: npm test\n      - run: npm run build\n`
  told(".github/workflows/ci.yml", [
    [
      "does not test any more",
      flow,
      flow.replace("      - run: npm test\n", ""),
      [/does not run tests any more/]
    ],
    [
      "has its tests commented out",
      flow,
      flow.replace("- run: npm test", "# - run: npm test"),
      [/does not run tests/]
    ],
    ["is gone", flow, null, [/does not run tests, lint, the build/]],
    [
      "lets a step fail",
      flow,
      flow.replace("- run: npm test", "- run: npm test\n        continue-on-error: true"),
      [/may fail unnoticed/]
    ],
    [
      "never runs a step",
      flow,
      flow.replace("- run: npm test", "- if: false\n        run: npm test"),
      [/never run/]
    ],
    ["forgives a command", flow, flow.replace("npm test", "npm test || true"), [/succeeds whatever/]],
    ["installs otherwise", flow, flow.replace("npm ci", "npm install --ignore-scripts"), []],
    ["tests with more", flow, flow.replace("npm test", "npm test -- --coverage"), []],
    [
      "runs all checks at once",
      flow,
      flow.replace(/ {6}- run: npm run lint\n[\s\S]*/, "      - run: npm run check\n"),
      []
    ],
    ["has a job more", flow, `${flow}  deploy:\n    steps:\n      - run: npm run deploy\n`, []]
  ])
})
