/**
 * A model of a program with defects: what its build, its linter and its tests would print, and an agent that mends some
 * of them, makes more, or hides them. The files are real text, so that the factory sees no difference.
 */
import type { AgentAnswer, AgentRequest } from "@layercake/core/port/AgentExecutor"
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import { textOf } from "@layercake/core/store/BlobText"
import { BlobDigest } from "@layercake/core/store/Blob"
import * as MemorySandbox from "@layercake/memory/MemorySandbox"
import type * as MemoryFactory from "../MemoryFactory.ts"
import { answering, file } from "../MemoryFactory.ts"

/** Names of what is wrong, by the step that reports it; of tests the names of those that fail. */
export interface Defects {
  readonly install: ReadonlyArray<string>
  readonly build: ReadonlyArray<string>
  readonly lint: ReadonlyArray<string>
  readonly test: ReadonlyArray<string>
}
export const none: Defects = { install: [], build: [], lint: [], test: [] }

export const program = (defects: Defects, by: string): string =>
  `// by ${by}\n// defects ${JSON.stringify(defects)}\nexport const run = (name: string): string => name\n`
export const defectsIn = (text: string): Defects => {
  const line = /^\/\/ defects (.*)$/m.exec(text)?.[1]
  return line === undefined ? none : (JSON.parse(line) as Defects)
}

export const allTests = ["adds", "books", "cancels", "denies", "ends", "frees"]
export const suite = (names: ReadonlyArray<string>): string =>
  `import { test } from "node:test"\nimport assert from "node:assert/strict"\nimport { run } from "../src/app.ts"\n\n${names
    .map((name) => `test("${name}", () => {\n  assert.equal(run("${name}"), "${name} well")\n})\n`)
    .join("\n")}`
export const manifest = `{"name":"x","version":"1.0.0","scripts":{"build":"tsc","lint":"oxlint src","test":"node --test"}}`

/** Fewer is better, from the first number to the last. */
export const measure = (defects: Defects, tests: ReadonlyArray<string>): ReadonlyArray<number> => {
  const { build, install, lint, test } = defects
  const passing = tests.filter((name) => !test.includes(name)).length
  // npm names the first package that it cannot find and stops there.
  return [Math.min(1, install.length), build.length, lint.length, -passing]
}
export const isWorse = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean => {
  // What is not reached is not known: an install that fails is as good as any other in what comes after it.
  const at = a.findIndex((number, index) => number !== b[index])
  return (
    at !== -1 && (a[at] ?? 0) > (b[at] ?? 0) && a.slice(0, Math.min(at, 2)).every((number) => number === 0)
  )
}

/** What the tools print about the files that lie in the workspace. */
export const sandboxOf =
  (world: MemoryFactory.World): MemorySandbox.SandboxScript =>
  (command: SandboxCommand) => {
    const files = Array.from(world.workspace.values())[0]?.files
    const read = (path: string) => textOf(files?.get(path)?.bytes ?? new Uint8Array())
    const defects = defectsIn(read("src/app.ts"))
    const line = command.argv.join(" ")
    const reported = (names: ReadonlyArray<string>) =>
      names.length === 0
        ? {}
        : {
            exitCode: 2,
            output: names
              .map((name, at) => `src/app.ts(${at + 1},1): error TS2304: Cannot find name '${name}'.\n`)
              .join("")
          }
    if (/^npm (?:ci|install) /.test(line) && defects.install.length > 0)
      return {
        exitCode: 1,
        output: `npm error code ETARGET\nnpm error notarget No matching version found for ${defects.install[0]}@9.0.0.\n`
      }
    if (line === "npm run build") return reported(defects.build)
    if (line === "npm run lint") return reported(defects.lint)
    if (line !== "npm test") return MemorySandbox.byCommandLine({})(command)
    const tests = Array.from(read("test/app.test.ts").matchAll(/^test\("(\w+)"/gm), ([, name]) => name ?? "")
    const failed = tests.filter((name) => defects.test.includes(name))
    return {
      exitCode: failed.length > 0 && !read("package.json").includes("|| true") ? 1 : 0,
      output: tap(tests, failed)
    }
  }

const tap = (tests: ReadonlyArray<string>, failed: ReadonlyArray<string>): string =>
  [
    "TAP version 13",
    ...tests.flatMap((name, at) => [
      `# Subtest: ${name}`,
      `${failed.includes(name) ? "not " : ""}ok ${at + 1} - ${name}`,
      "  ---",
      `  duration_ms: ${at}.5`,
      "  type: 'test'",
      ...(failed.includes(name) ? ["  error: 'Expected values to be strictly equal'"] : []),
      "  ..."
    ]),
    `1..${tests.length}`,
    `# tests ${tests.length}`,
    "# suites 0",
    `# pass ${tests.length - failed.length}`,
    `# fail ${failed.length}`,
    "# cancelled 0",
    "# skipped 0",
    "# todo 0",
    "# duration_ms 12.5",
    ""
  ].join("\n")

export interface Chance {
  readonly next: () => number
  readonly one: <A>(of: ReadonlyArray<A>) => A
}

/** Numbers from a seed (mulberry32), so that a history can be had again. */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return { next, one: (of) => of[Math.floor(next() * of.length)]! }
}

export interface Model {
  readonly answer: (request: AgentRequest) => AgentAnswer
  /** Runs that touched what they are judged by. */
  readonly hiding: Set<string>
  /** From now on every repair mends everything. */
  perfect: boolean
}

export const makeModel = (world: MemoryFactory.World, seed: number): Model => {
  const chance = chanceOf(seed)
  let names = 0
  const fresh = (): string => {
    names += 1
    return `name${Array.from(String(names), (digit) => "abcdefghij"[Number(digit)]).join("")}`
  }
  const some = (count: number): Defects => {
    let defects: Defects = none
    for (let nth = 0; nth < count; nth++) {
      const level = chance.one(["install", "build", "build", "lint", "test", "test", "test"] as const)
      const name = level === "test" ? chance.one(allTests) : fresh()
      defects = { ...defects, [level]: Array.from(new Set([...defects[level], name])) }
    }
    return defects
  }
  const mended = (defects: Defects): Defects => {
    const keep = <A>(all: ReadonlyArray<A>) => all.filter(() => chance.next() < 0.5)
    return {
      install: keep(defects.install),
      build: keep(defects.build),
      lint: keep(defects.lint),
      test: keep(defects.test)
    }
  }
  const joined = (a: Defects, b: Defects): Defects => ({
    install: [...a.install, ...b.install],
    build: [...a.build, ...b.build],
    lint: [...a.lint, ...b.lint],
    test: Array.from(new Set([...a.test, ...b.test]))
  })
  const now = () => {
    const files = Array.from(world.workspace.values())[0]?.files
    const read = (path: string) => textOf(files?.get(path)?.bytes ?? new Uint8Array())
    return {
      defects: defectsIn(read("src/app.ts")),
      tests: read("test/app.test.ts"),
      manifest: read("package.json")
    }
  }
  const model: Model = {
    hiding: new Set(),
    perfect: false,
    answer: ({ call }) => {
      if (call.step !== "backend") return answering(file(`public/${call.step}.html`, `<p>${call.runId}</p>`))
      const app = (defects: Defects) => file("src/app.ts", program(defects, call.runId))
      if (call.purpose === "work")
        return answering(
          [
            app(some(1 + Math.floor(chance.next() * 5))),
            file("test/app.test.ts", suite(allTests)),
            file("package.json", manifest)
          ].join("\n")
        )
      const { defects, manifest: scripts, tests } = now()
      const named = Array.from(tests.matchAll(/^test\("(\w+)"/gm), ([, name]) => name ?? "")
      if (model.perfect) return answering(app(none))
      const hidden = (path: string, text: string) => {
        model.hiding.add(call.runId)
        return answering([app(mended(defects)), file(path, text)].join("\n"))
      }
      const failing = named.filter((name) => defects.test.includes(name))
      const victim = failing[0] ?? named[0]
      const mood = chance.next()
      if (mood < 0.35) return answering(app(mended(defects)))
      if (mood < 0.5) return answering(app(joined(mended(defects), some(2))))
      if (mood < 0.7) return answering(app(joined(defects, some(1 + Math.floor(chance.next() * 3)))))
      if (mood < 0.8) return answering(app(defects))
      if (victim !== undefined && mood < 0.87)
        return hidden("test/app.test.ts", suite(named.filter((name) => name !== victim)))
      if (victim !== undefined && mood < 0.94)
        return hidden("test/app.test.ts", tests.replace(`test("${victim}"`, `test.skip("${victim}"`))
      if (!scripts.includes("|| true"))
        return hidden("package.json", scripts.replace("node --test", "node --test || true"))
      return answering(app(mended(defects)))
    }
  }
  return model
}

/** Text of a content that the world keeps. */
export const contentOf = (world: MemoryFactory.World, digest: string): string =>
  textOf(world.store.blobs.get(BlobDigest.make(digest)) ?? new Uint8Array())
