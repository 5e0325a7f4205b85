/**
 * Runs the behaviour suites of a family of ports over all their adapters and prints suite, adapter and what came of it:
 * `node tools/conformance.mjs sandbox [--json]`. Ends with 1 when a test failed or none was run.
 * Knows ports by the titles of their suites, `<Port> (<adapter>)`; runs nothing but vitest.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const root = resolve(fileURLToPath(import.meta.url), "../..")

const families = {
  executors: ["AgentExecutor", "LanguageModel", "CallRecordings"],
  sandbox: ["Sandbox"],
  stores: ["EventStore", "ReadModelStore", "CheckpointStore", "SnapshotStore", "BlobStore"],
  queue: ["JobQueue"],
  workspace: ["Workspace", "WorkingCopies"],
  repository: ["Repository", "Forge"],
  deployer: ["Deployer"],
  registry: ["PackageRegistry"]
}

const usage = `Usage: pnpm conformance <family> [--json]

Runs the behaviour suites of a family of ports over all of their adapters. Ends with 1 when one of them fails.

${Object.entries(families)
  .map(([name, ports]) => `  ${name.padEnd(12)}${ports.join(", ")}`)
  .join("\n")}
`

const [family = "", ...flags] = process.argv.slice(2)
if (family === "" || [family, ...flags].some((word) => word === "--help" || word === "-h")) {
  console.log(usage)
  process.exit(family === "" ? 1 : 0)
}
const isJson = flags.includes("--json")
const unknown = flags.find((flag) => flag !== "--json")
if (!Object.hasOwn(families, family) || unknown !== undefined) {
  const problem =
    unknown === undefined ? `There is no family of ports called "${family}".` : `There is no flag ${unknown}.`
  console.error(`${problem} Say one of: ${Object.keys(families).join(", ")}; and --json for JSON.`)
  process.exit(1)
}
const ports = families[family]

/** Test files that call a suite of the family, themselves or through a file beside them. */
const filesOf = () => {
  const mentions = (text, names) => names.some((name) => text.includes(name))
  const suites = ports.map((port) => `${port}Conformance`)
  return readdirSync(join(root, "packages/adapters")).flatMap((adapter) => {
    const folder = join(root, "packages/adapters", adapter, "test")
    let names
    try {
      names = readdirSync(folder).filter((name) => name.endsWith(".ts"))
    } catch {
      return []
    }
    const texts = new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]))
    const callers = names.filter((name) => mentions(texts.get(name), suites))
    const fixtures = callers.filter((name) => !name.endsWith(".test.ts")).map((name) => `"./${name}"`)
    return names
      .filter((name) => name.endsWith(".test.ts"))
      .filter((name) => callers.includes(name) || mentions(texts.get(name), fixtures))
      .map((name) => relative(root, join(folder, name)))
  })
}

const tested = filesOf()
console.error(`Running ${tested.length} test files; this takes a while.`)
const folder = mkdtempSync(join(tmpdir(), "layercake-conformance-"))
const output = join(folder, "report.json")
const pattern = `(^|\\s)(${ports.join("|")})\\b.*\\(|not tested here`
const run = spawnSync(
  process.execPath,
  [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    ...tested,
    "-t",
    pattern,
    "--reporter=json",
    `--outputFile=${output}`
  ],
  { cwd: root, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" }
)
let report
try {
  report = JSON.parse(readFileSync(output, "utf8"))
} catch {
  console.error(`vitest gave no report: ${run.stderr}`)
  process.exit(1)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

const title = new RegExp(`(?:^|\\s)(${ports.join("|")})\\b[^(]*\\((.+)\\)`)
const rows = new Map()
const rowOf = (suite, adapter) => {
  const key = `${suite} (${adapter})`
  if (!rows.has(key)) rows.set(key, { suite, adapter, passed: 0, failed: 0, skipped: 0, why: [] })
  return rows.get(key)
}
for (const file of report.testResults) {
  if (file.status === "failed" && file.assertionResults.length === 0) {
    const row = rowOf(ports[0], relative(root, file.name))
    row.failed += 1
    row.why.push(file.message.split("\n")[0])
  }
  for (const test of file.assertionResults) {
    const [, suite, adapter] = title.exec(test.ancestorTitles.join(" ")) ?? []
    const absent = /^(.*?): not tested here, (.*)$/.exec(test.title)
    if (absent !== null) {
      const row = rowOf(ports[0], absent[1])
      row.skipped += 1
      row.why.push(absent[2])
    } else if (suite !== undefined) {
      const row = rowOf(suite, adapter)
      if (test.status === "passed") row.passed += 1
      else if (test.status === "failed") {
        row.failed += 1
        row.why.push(test.title)
      } else row.skipped += 1
    }
  }
}

const sorted = [...rows.values()].sort((a, b) => (a.suite + a.adapter < b.suite + b.adapter ? -1 : 1))
const sum = (name) => sorted.reduce((total, row) => total + row[name], 0)
if (isJson) for (const row of sorted) console.log(JSON.stringify(row))
else {
  const width = (name) => Math.max(name.length, ...sorted.map((row) => row[name].length))
  const line = (suite, adapter, ...rest) =>
    [suite.padEnd(width("suite")), adapter.padEnd(width("adapter")), ...rest].join("  ").trimEnd()
  console.log(line("suite", "adapter", "passed", "failed", "skipped"))
  for (const row of sorted) {
    const counts = ["passed", "failed", "skipped"].map((name) => String(row[name]).padStart(name.length))
    console.log(line(row.suite, row.adapter, ...counts, row.why.join("; ")))
  }
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`)
}
process.exit(sum("failed") > 0 || sum("passed") === 0 ? 1 : 0)
