/**
 * How a package manager is asked for each step. A new one is added here and nowhere else; which one a project has is
 * decided in `PackageManagerChoice`.
 */
import type { ReaderName } from "./BuildReader.ts"

export type Argv = readonly [string, ...ReadonlyArray<string>]

export type PackageManagerName = "npm" | "pnpm" | "yarn"

export interface PackageManager {
  readonly name: PackageManagerName
  /** What is called; followed by `--version` it says which version it is. */
  readonly program: Argv
  /** Never runs scripts of packages. `locked`: exactly what the lock file says. */
  readonly install: (locked: boolean) => Argv
  /** Runs a script of package.json with further arguments. */
  readonly script: (name: string, more: ReadonlyArray<string>) => Argv
  readonly audit: Argv
  readonly readers: { readonly install: ReadonlyArray<ReaderName>; readonly audit: ReadonlyArray<ReaderName> }
  /** For every step. */
  readonly env: Readonly<Record<string, string>>
}

/** Files in the root of a project that say that it is managed so. */
export const lockFiles: Readonly<Record<PackageManagerName | "bun", ReadonlyArray<string>>> = {
  npm: ["package-lock.json", "npm-shrinkwrap.json"],
  pnpm: ["pnpm-lock.yaml"],
  yarn: ["yarn.lock"],
  bun: ["bun.lock", "bun.lockb"]
}

export const npm: PackageManager = {
  name: "npm",
  program: ["npm"],
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

/** Its store lies beside what it is linked into: a link does not reach from one mount of a sandbox to another. */
export const pnpm: PackageManager = {
  name: "pnpm",
  program: ["pnpm"],
  install: (locked) => [
    "pnpm",
    "install",
    locked ? "--frozen-lockfile" : "--no-frozen-lockfile",
    "--ignore-scripts",
    "--ignore-pnpmfile",
    "--store-dir",
    "node_modules/.pnpm-store"
  ],
  script: (name, more) => ["pnpm", "run", name, ...more],
  audit: ["pnpm", "audit", "--json"],
  readers: { install: ["pnpm"], audit: ["legacy-audit", "pnpm"] },
  env: {
    // The version that is here is used, not one that it would load for the project.
    pnpm_config_pm_on_fail: "ignore",
    pnpm_config_manage_package_manager_versions: "false",
    npm_config_manage_package_manager_versions: "false",
    // A script is run with what the step `install` left, and has no network to repair it.
    pnpm_config_verify_deps_before_run: "false",
    pnpm_config_update_notifier: "false",
    pnpm_config_fetch_timeout: "30000",
    pnpm_config_fetch_retries: "1",
    npm_config_fetch_timeout: "30000",
    npm_config_fetch_retries: "1"
  }
}

/** Yarn 1. `program`: `yarn`, or Node with a release of it that lies in the tree. */
export const yarnClassic = (program: Argv): PackageManager => ({
  name: "yarn",
  program,
  install: (locked) => [
    ...program,
    "install",
    ...(locked ? ["--frozen-lockfile"] : []),
    "--non-interactive",
    "--ignore-scripts",
    "--cache-folder",
    "node_modules/.yarn-cache"
  ],
  script: (name, more) => [...program, "run", name, ...more],
  audit: [...program, "audit", "--json"],
  readers: { install: ["yarn-install"], audit: ["yarn-audit"] },
  env: { YARN_IGNORE_PATH: "1", YARN_SILENT: "0", COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" }
})

/** Yarn 2 and later, laid out in `node_modules`. */
export const yarnBerry = (program: Argv): PackageManager => ({
  name: "yarn",
  program,
  install: (locked) => throughProxy([...program, "install", locked ? "--immutable" : "--no-immutable"]),
  script: (name, more) => [...program, "run", name, ...more],
  // As JSON it prints nothing at all when it found nothing, and nothing is no evidence.
  audit: throughProxy([...program, "npm", "audit", "--all", "--recursive"]),
  readers: { install: ["yarn-install"], audit: ["yarn-audit", "legacy-audit"] },
  env: {
    YARN_IGNORE_PATH: "1",
    YARN_ENABLE_SCRIPTS: "false",
    YARN_ENABLE_GLOBAL_CACHE: "false",
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_PROGRESS_BARS: "false",
    YARN_ENABLE_HYPERLINKS: "false",
    YARN_ENABLE_INLINE_BUILDS: "false",
    YARN_HTTP_TIMEOUT: "30000",
    YARN_HTTP_RETRY: "1",
    COREPACK_ENABLE_DOWNLOAD_PROMPT: "0"
  }
})

/** Yarn 2 and later look for a proxy in variables of their own only, and a sandbox sets the usual ones. */
const throughProxy = (argv: Argv): Argv => ["sh", "-c", proxyScript, "yarn", ...argv]

const proxyScript =
  "secure=${HTTPS_PROXY:-$https_proxy}; plain=${HTTP_PROXY:-$http_proxy}; " +
  '[ -z "$secure" ] || export YARN_HTTPS_PROXY="$secure"; [ -z "$plain" ] || export YARN_HTTP_PROXY="$plain"; exec "$@"'
