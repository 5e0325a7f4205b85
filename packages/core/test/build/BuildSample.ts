/**
 * Real output of real tools, with the workspace at `/workspace`: Node 24.21, npm 11.19, TypeScript 5.9 and 7.0,
 * oxlint 1.94, ESLint 9.39, Vitest 5.1, Jest 29.7, c8 12.0, nyc 18.0, pnpm 12.21, Yarn 1.22 and 4.18. Names of machines and
 * registries are replaced; the advisories of pnpm and Yarn came from a server that stood in for the registry's endpoint.
 */
import type { ReaderName } from "@layercake/core/build/BuildReader"
import { readOutput } from "@layercake/core/build/BuildReader"
import type { Diagnostic } from "@layercake/core/proof/Proof"

declare global {
  interface ImportMeta {
    readonly glob: (pattern: string, options: object) => Readonly<Record<string, string>>
  }
}

const samples = import.meta.glob("./sample/*.txt", { query: "?raw", import: "default", eager: true })

export const sample = (name: string): string => {
  const text = samples[`./sample/${name}.txt`]
  return text ?? assertNever(name)
}

/** Every sample by its name. */
export const allSamples: ReadonlyArray<readonly [name: string, text: string]> = Object.entries(samples).map(
  ([path, text]) => [path.replace(/^.*\/|\.txt$/g, ""), text]
)

export const read = (name: string, ...readers: ReadonlyArray<ReaderName>) =>
  readOutput(readers, sample(name), "/workspace")

/** `path:line:column rule` of each, for comparing at a glance. */
export const places = (diagnostics: ReadonlyArray<Diagnostic>) =>
  diagnostics.map(({ column, line, path, rule }) => `${path}:${line}:${column} ${rule}`)

const assertNever = (name: string): never => {
  throw new Error(`There is no sample ${name}.`)
}
