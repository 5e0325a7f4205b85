/**
 * The parsers by name, and how the output of a step goes through them.
 */
import { Option } from "effect"
import * as CoverageOutput from "./CoverageOutput.ts"
import * as EsLintOutput from "./EsLintOutput.ts"
import * as JestOutput from "./JestOutput.ts"
import * as LegacyAuditOutput from "./LegacyAuditOutput.ts"
import * as NodeSpecOutput from "./NodeSpecOutput.ts"
import * as NodeTapOutput from "./NodeTapOutput.ts"
import * as NpmAuditOutput from "./NpmAuditOutput.ts"
import * as NpmInstallOutput from "./NpmInstallOutput.ts"
import * as OxlintOutput from "./OxlintOutput.ts"
import { merge, type ParsedOutput } from "./ParsedOutput.ts"
import { plain, relativeTo } from "./PlainText.ts"
import * as PnpmOutput from "./PnpmOutput.ts"
import type { TestResult } from "./TestResult.ts"
import * as TypeScriptOutput from "./TypeScriptOutput.ts"
import * as VitestOutput from "./VitestOutput.ts"
import * as YarnAuditOutput from "./YarnAuditOutput.ts"
import * as YarnInstallOutput from "./YarnInstallOutput.ts"

/** Each takes plain text, and gives none when the output is not of its tool. */
const readers = {
  typescript: TypeScriptOutput.parse,
  eslint: EsLintOutput.parse,
  oxlint: OxlintOutput.parse,
  "node-tap": NodeTapOutput.parse,
  "node-spec": NodeSpecOutput.parse,
  vitest: VitestOutput.parse,
  jest: JestOutput.parse,
  coverage: CoverageOutput.parse,
  "npm-install": NpmInstallOutput.parse,
  "npm-audit": NpmAuditOutput.parse,
  pnpm: PnpmOutput.parse,
  "legacy-audit": LegacyAuditOutput.parse,
  "yarn-install": YarnInstallOutput.parse,
  "yarn-audit": YarnAuditOutput.parse
} as const satisfies Record<string, (text: string) => Option.Option<ParsedOutput>>

export type ReaderName = keyof typeof readers

export const readerNames = Object.keys(readers) as ReadonlyArray<ReaderName>

export const testReaders: ReadonlyArray<ReaderName> = ["node-tap", "node-spec", "vitest", "jest", "coverage"]

/** What all the named parsers together read. `directory` is the workspace that paths are made relative to. */
export const readOutput = (
  names: ReadonlyArray<ReaderName>,
  output: string,
  directory: string
): ParsedOutput => {
  const text = relativeTo(directory, plain(output))
  return merge(names.flatMap((name) => Option.toArray(readers[name](text))))
}

/** Every test that the kept output of a step `test` names; empty when the runner did not name them. */
export const testResults = (output: string): ReadonlyArray<TestResult> =>
  readOutput(testReaders, output, "").tests
