/**
 * How a package manager is asked for each step. A new one is added here and nowhere else.
 */
import type { ReaderName } from "./BuildReader.ts"

export type Argv = readonly [string, ...ReadonlyArray<string>]

export interface PackageManager {
  readonly name: string
  /** Files in the root of a project that say that it is managed so. */
  readonly lockFiles: ReadonlyArray<string>
  /** Never runs scripts of packages. `locked`: exactly what the lock file says. */
  readonly install: (locked: boolean) => Argv
  /** Runs a script of package.json with further arguments. */
  readonly script: (name: string, more: ReadonlyArray<string>) => Argv
  readonly audit: Argv
  readonly readers: { readonly install: ReadonlyArray<ReaderName>; readonly audit: ReadonlyArray<ReaderName> }
  /** For every step. */
  readonly env: Readonly<Record<string, string>>
}

export const npm: PackageManager = {
  name: "npm",
  lockFiles: ["package-lock.json", "npm-shrinkwrap.json"],
  install: (locked) => [
    "npm",
    locked ? "ci" : "install",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefer-offline"
  ],
  script: (name, more) => [
    "npm",
    ...(name === "test" ? ["test"] : ["run", name]),
    ...(more.length === 0 ? [] : ["--", ...more])
  ],
  audit: ["npm", "audit", "--json"],
  readers: { install: ["npm-install"], audit: ["npm-audit"] },
  // npm waits five minutes for a registry by default, and a step would be killed before npm can say why it waits.
  env: {
    npm_config_update_notifier: "false",
    npm_config_fund: "false",
    npm_config_fetch_timeout: "30000",
    npm_config_fetch_retries: "1",
    npm_config_fetch_retry_mintimeout: "1000",
    npm_config_fetch_retry_maxtimeout: "5000"
  }
}

/** The first one whose lock file a project has manages it; npm when it has none. */
export const packageManagers: ReadonlyArray<PackageManager> = [npm]

/** Known by their lock files, and not supported. */
export const foreignLockFiles: Readonly<Record<string, string>> = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun"
}
