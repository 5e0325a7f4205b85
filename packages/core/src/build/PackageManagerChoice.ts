/**
 * Which package manager a project has: from the field `packageManager` of package.json, its lock files and what is
 * written beside them. Files that contradict each other are a finding.
 */
import type { Diagnostic } from "../proof/Proof.ts"
import {
  type Argv,
  lockFiles,
  npm,
  type PackageManager,
  type PackageManagerName,
  pnpm,
  yarnBerry,
  yarnClassic
} from "./PackageManager.ts"

export interface ManagerFiles {
  /** The field of package.json, for example `pnpm@9.1.0`. */
  readonly field: string | undefined
  readonly paths: ReadonlySet<string>
  /** The texts of `managerTexts`, as far as they are tracked. */
  readonly texts: Readonly<Record<string, string>>
}

/** Files besides package.json whose text has a say. */
export const managerTexts = [".yarnrc.yml", ".yarnrc", "yarn.lock", ".npmrc", "pnpm-workspace.yaml"] as const

export interface ChosenManager {
  readonly _tag: "ChosenManager"
  readonly manager: PackageManager
  /** Whether there is a lock file of it. */
  readonly isLocked: boolean
  /** The first number of its version, where the project says which it needs. */
  readonly major: number | undefined
  readonly warnings: ReadonlyArray<Diagnostic>
}

/** The tree is at fault. */
export interface RefusedManager {
  readonly _tag: "RefusedManager"
  readonly finding: Diagnostic
}

export const choose = (files: ManagerFiles): ChosenManager | RefusedManager => {
  const field = readField(files.field)
  const owners = lockOwners(files.paths)
  if (field === "unreadable") {
    return refuse(
      `The field packageManager is ${JSON.stringify(files.field?.slice(0, 80))}: write it as name and version of npm, pnpm or yarn, for example "pnpm@9.15.0", or remove it.`
    )
  }
  if (field !== undefined) {
    const others = owners.filter((owner) => owner !== field.name)
    if (owners.includes(field.name) || others.length === 0) {
      return withWarnings(
        chosen(field.name, field.major, files),
        others.map(ignored(files.paths, field.name))
      )
    }
    return refuse(
      `package.json asks for ${field.name}, and the only lock file is that of ${others.join(" and ")} (${locksOf(others, files.paths)}): remove the lock file, or name ${others.join(" or ")} in the field packageManager.`
    )
  }
  const [first, ...rest] = owners
  if (first === undefined) return chosen(hinted(files.paths), undefined, files)
  if (rest.length > 0) {
    return refuse(
      `There are lock files of ${owners.join(" and ")} (${locksOf(owners, files.paths)}): keep one and remove the others, or say which manager it is in the field packageManager of package.json.`
    )
  }
  return first === "bun"
    ? refuse(
        `${locksOf(owners, files.paths)} asks for bun, which is not supported: remove it and use npm, pnpm or yarn.`
      )
    : chosen(first, undefined, files)
}

type LockOwner = PackageManagerName | "bun"

const managerOwners: ReadonlyArray<LockOwner> = ["npm", "pnpm", "yarn", "bun"]

const lockOwners = (paths: ReadonlySet<string>) =>
  managerOwners.filter((owner) => lockFiles[owner].some((path) => paths.has(path)))

const locksOf = (owners: ReadonlyArray<LockOwner>, paths: ReadonlySet<string>) =>
  owners
    .flatMap((owner) => lockFiles[owner])
    .filter((path) => paths.has(path))
    .join(", ")

/** What a project without a lock file says in other ways. */
const hinted = (paths: ReadonlySet<string>): PackageManagerName =>
  paths.has("pnpm-workspace.yaml") ? "pnpm" : paths.has(".yarnrc.yml") ? "yarn" : "npm"

const fieldPattern = /^(npm|pnpm|yarn)(?:@\D{0,2}(\d+)[\w.+-]*)?$/

interface NamedManager {
  readonly name: PackageManagerName
  readonly major: number | undefined
}

const readField = (text: string | undefined): NamedManager | "unreadable" | undefined => {
  if (text === undefined) return undefined
  const match = fieldPattern.exec(text.trim())
  if (match === null) return "unreadable"
  const [, name, major] = match
  return {
    name: name === "pnpm" || name === "yarn" ? name : "npm",
    major: major === undefined ? undefined : Number(major)
  }
}

const chosen = (
  name: PackageManagerName,
  major: number | undefined,
  files: ManagerFiles
): ChosenManager | RefusedManager => {
  const isLocked = lockFiles[name].some((path) => files.paths.has(path))
  switch (name) {
    case "npm":
      return { _tag: "ChosenManager", manager: npm, isLocked, major, warnings: [] }
    case "pnpm":
      return isPlugAndPlay(files)
        ? refuse(
            "pnpm is told to use Plug'n'Play, which the licence check and other tools cannot look into: remove `node-linker=pnp` from .npmrc or pnpm-workspace.yaml."
          )
        : { _tag: "ChosenManager", manager: pnpm, isLocked, major, warnings: [] }
    case "yarn":
      return chosenYarn(isLocked, major, files)
  }
}

const chosenYarn = (
  isLocked: boolean,
  major: number | undefined,
  files: ManagerFiles
): ChosenManager | RefusedManager => {
  const isClassic =
    major === undefined
      ? !files.paths.has(".yarnrc.yml") && !/^__metadata:/m.test(files.texts["yarn.lock"] ?? "")
      : major < 2
  const program = yarnProgram(files)
  if (hasPlugAndPlayFiles(files.paths) || (!isClassic && !usesNodeModules(files))) {
    return refuse(
      isClassic
        ? "Yarn is told to use Plug'n'Play (.pnp.cjs or .pnp.js), which the licence check and other tools cannot look into: remove that file."
        : "Yarn uses Plug'n'Play here, which the licence check and other tools cannot look into: write `nodeLinker: node-modules` into .yarnrc.yml, and remove .pnp.cjs when it is there.",
      ".yarnrc.yml"
    )
  }
  return {
    _tag: "ChosenManager",
    manager: isClassic ? yarnClassic(program) : yarnBerry(program),
    isLocked,
    major: major ?? (isClassic ? 1 : undefined),
    warnings: []
  }
}

/** A release of Yarn in the tree itself, where one is named and there; else the one of the machine. */
const yarnProgram = ({ paths, texts }: ManagerFiles): Argv => {
  const named =
    /^yarnPath:\s*["']?([\w@./-]+)/m.exec(texts[".yarnrc.yml"] ?? "")?.[1] ??
    /^yarn-path\s+["']?([\w@./-]+)/m.exec(texts[".yarnrc"] ?? "")?.[1]
  const path = named?.replace(/^\.\//, "")
  return path !== undefined && paths.has(path) ? ["node", path] : ["yarn"]
}

const usesNodeModules = ({ texts }: ManagerFiles) =>
  /^nodeLinker:\s*["']?(?:node-modules|pnpm)["']?\s*$/m.test(
    (texts[".yarnrc.yml"] ?? "").replace(/\r/g, "").replace(/\s+#.*$/gm, "")
  )

const hasPlugAndPlayFiles = (paths: ReadonlySet<string>) =>
  [".pnp.cjs", ".pnp.js", ".pnp.loader.mjs"].some((path) => paths.has(path))

const isPlugAndPlay = ({ paths, texts }: ManagerFiles) =>
  hasPlugAndPlayFiles(paths) ||
  /^\s*node-linker\s*=\s*["']?pnp\b/m.test(texts[".npmrc"] ?? "") ||
  /^nodeLinker:\s*["']?pnp\b/m.test(texts["pnpm-workspace.yaml"] ?? "")

const rule = "package-manager"

const refuse = (message: string, path = "package.json"): RefusedManager => ({
  _tag: "RefusedManager",
  finding: { severity: "error", message, path, rule }
})

const ignored =
  (paths: ReadonlySet<string>, name: PackageManagerName) =>
  (owner: LockOwner): Diagnostic => ({
    severity: "warning",
    message: `${locksOf([owner], paths)} is that of ${owner}, and package.json asks for ${name}: remove the file, it is not used.`,
    path: locksOf([owner], paths).split(", ")[0] ?? "package.json",
    rule
  })

const withWarnings = (
  choice: ChosenManager | RefusedManager,
  warnings: ReadonlyArray<Diagnostic>
): ChosenManager | RefusedManager => (choice._tag === "RefusedManager" ? choice : { ...choice, warnings })
