/**
 * Real output of real tools, with the workspace at `/workspace`: Node 24.21, npm 11.19, TypeScript 5.9 and 7.0,
 * oxlint 1.94, ESLint 9.39, Vitest 5.1, c8 12.0. Names of machines and registries are replaced.
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

export const read = (name: string, ...readers: ReadonlyArray<ReaderName>) =>
  readOutput(readers, sample(name), "/workspace")

/** `path:line:column rule` of each, for comparing at a glance. */
export const places = (diagnostics: ReadonlyArray<Diagnostic>) =>
  diagnostics.map(({ column, line, path, rule }) => `${path}:${line}:${column} ${rule}`)

const assertNever = (name: string): never => {
  throw new Error(`There is no sample ${name}.`)
}
