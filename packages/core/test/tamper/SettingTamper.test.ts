/**
 * Settings and comments that check less than before, and those that only are different.
 */
import { assert, describe, it } from "@effect/vitest"
import { isJudged, scan } from "@layercake/core/tamper/TamperScan"
import { between, json, told } from "./TamperTable.ts"

describe("comments and types", () => {
  const source = `export const total = (items: Array<Item>): number => {\n  return items.reduce((sum, item) => sum + item.price, 0)\n}\n`
  const first = `export const total`
  told("src/total.ts", [
    [
      "silence the linter",
      source,
      `/* eslint-disable */\n${source}`,
      [/^lint-disabled: 1 more .*eslint-disable/]
    ],
    [
      "silence another linter in one line",
      source,
      source.replace("  return", "  // oxlint-disable-next-line no-console\n  return"),
      [/^lint-disabled/]
    ],
    ["turn a rule off", source, `/* eslint no-console: "off" */\n${source}`, [/^lint-disabled/]],
    [
      "silence the compiler",
      source,
      source.replace("  return", "  // @ts-ignore\n  return"),
      [/^types-suppressed: 1 more .*@ts-ignore/]
    ],
    ["silence it for the whole file", source, `// @ts-nocheck\n${source}`, [/^types-suppressed/]],
    [
      "cast to any",
      source,
      source.replace("sum + item.price", "sum + (item as any).price"),
      [/^types-weakened: 1 more/]
    ],
    ["declare any", source, source.replace("Array<Item>", "any"), [/^types-weakened/]],
    [
      "cast through unknown",
      source,
      source.replace("item.price", "(item as unknown as Priced).price"),
      [/^types-weakened/]
    ],
    [
      "take lines out of the coverage",
      source,
      source.replace("  return", "  /* c8 ignore next */\n  return"),
      [/^threshold-lowered/]
    ],
    [
      "are as they were, elsewhere",
      `/* eslint-disable */\n${source}`,
      `// moved\n\n/* eslint-disable */\n${source}`,
      []
    ],
    ["are fewer", `// @ts-ignore\n${source}`, source, []],
    [
      "stand in texts only",
      source,
      source.replace(first, `const help = "eslint-disable, as any, // @ts-ignore"\n${first}`),
      []
    ],
    [
      "have any as a name",
      source,
      source.replace(first, `const any = { any: 1 }\nconst many = anyOf(any)\n${first}`),
      []
    ]
  ])

  it("move with the code", () => {
    const ignored = `// @ts-expect-error the library has no types\nimport lib from "lib"\n`
    const changes = [
      { path: "src/total.ts", before: ignored + source, after: source },
      { path: "src/lib.ts", before: null, after: ignored }
    ]
    assert.deepStrictEqual(scan(changes), [])
  })

  it("in a new file count in a repair, and not where the work is done for the first time", () => {
    const fresh = `// eslint-disable-next-line no-console\nconsole.log(1)\n`
    assert.match(between("src/new.ts", null, fresh)[0] ?? "", /lint-disabled/)
    assert.deepStrictEqual(between("src/new.ts", null, fresh, { isFirst: true }), [])
  })
})

describe("tsconfig.json", () => {
  const config = {
    compilerOptions: { strict: true, noUnusedLocals: true, target: "es2024" },
    include: ["src", "test"]
  }
  const withOptions = (options: object) =>
    json({ ...config, compilerOptions: { ...config.compilerOptions, ...options } })
  told("tsconfig.json", [
    ["is not strict any more", json(config), withOptions({ strict: false }), [/`strict` is off/]],
    [
      "has a part of strict off",
      json(config),
      withOptions({ strictNullChecks: false }),
      [/`strictNullChecks` is off/]
    ],
    ["has a flag off", json(config), withOptions({ noUnusedLocals: false }), [/`noUnusedLocals` is off/]],
    [
      "leaves the tests out",
      json(config),
      json({ ...config, include: ["src"] }),
      [/`include` leaves out test/]
    ],
    [
      "excludes a folder",
      json(config),
      json({ ...config, exclude: ["src/legacy"] }),
      [/`exclude` has src\/legacy/]
    ],
    ["excludes what a build makes", json(config), json({ ...config, exclude: ["node_modules", "dist"] }), []],
    [
      "is stricter, for another target",
      json(config),
      withOptions({ target: "es2025", noImplicitReturns: true }),
      []
    ],
    [
      "says strict instead of each part",
      json({ compilerOptions: { strictNullChecks: true, noImplicitAny: true } }),
      json({ compilerOptions: { strict: true } }),
      []
    ],
    [
      "has comments and a comma at the end",
      json(config),
      `{\n // all of it\n "compilerOptions": { "strict": true, "noUnusedLocals": true, },\n "include": ["src", "test",],\n}`,
      []
    ],
    ["cannot be read", json(config), "{ nonsense", []]
  ])
})

describe("settings of a linter", () => {
  const config = { rules: { "no-console": "error", eqeqeq: ["error", "always"] } }
  told(".oxlintrc.json", [
    [
      "have a rule off",
      json(config),
      json({ rules: { ...config.rules, "no-console": "off" } }),
      [/`no-console` is off/]
    ],
    [
      "only warn",
      json(config),
      json({ rules: { ...config.rules, eqeqeq: ["warn", "always"] } }),
      [/`eqeqeq` is a warning/]
    ],
    [
      "turn off a rule that was not named",
      json(config),
      json({ rules: { ...config.rules, "no-eval": 0 } }),
      [/`no-eval` is off/]
    ],
    ["have a rule less", json(config), json({ rules: { eqeqeq: "error" } }), [/rules are gone: no-console/]],
    [
      "leave files out",
      json(config),
      json({ ...config, ignorePatterns: ["src/api/**"] }),
      [/`ignorePatterns` has src\/api/]
    ],
    ["are gone", json(config), null, [/^lint-weakened: the settings of the linter are removed/]],
    ["are stricter", json(config), json({ rules: { ...config.rules, "no-var": "error" } }), []],
    [
      "leave out what is made",
      json(config),
      json({ ...config, ignorePatterns: ["dist/**", "coverage/**"] }),
      []
    ]
  ])
  const script = `export default [{ ignores: ["dist"] }, { rules: { "no-console": "error" } }]\n`
  told("eslint.config.js", [
    ["turn a rule off in a script", script, script.replace(`"error"`, `"off"`), [/`no-console` is off/]],
    [
      "leave files out in a script",
      script,
      script.replace(`["dist"]`, `["dist", "src/legacy.ts"]`),
      [/src\/legacy\.ts/]
    ],
    ["are stricter in a script", script, script.replace(`"error"`, `"error", eqeqeq: "error"`), []]
  ])

  it("may move to another file", () => {
    const changes = [
      { path: ".eslintrc.json", before: json(config), after: null },
      { path: "eslint.config.js", before: null, after: script }
    ]
    assert.deepStrictEqual(scan(changes), [])
  })
})

it("only files that can say something are read", () => {
  for (const path of [
    "src/a.ts",
    "test/a.test.mjs",
    "package.json",
    ".eslintrc",
    ".github/workflows/ci.yml",
    "tsconfig.build.json"
  ])
    assert.isTrue(isJudged(path), path)
  for (const path of ["README.md", "logo.png", "Dockerfile", "public/page.html"])
    assert.isFalse(isJudged(path), path)
})
