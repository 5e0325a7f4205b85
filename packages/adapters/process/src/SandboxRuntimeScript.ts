/**
 * How a command is put to `sandbox-runtime`, which takes a line of shell: the line, what is run behind it, and the files
 * that are shown. Pure.
 */
import type { FilesystemConfig } from "@anthropic-ai/sandbox-runtime"
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import { Option } from "effect"
import type { NodeToolchain } from "./NodeToolchain.ts"
import * as SandboxRuntimeManager from "./SandboxRuntimeManager.ts"
import * as ThrowAwayUser from "./ThrowAwayUser.ts"

/**
 * Forgets every variable the library sets, except the way to its proxy, and runs what stands on file descriptor 4: what
 * is in the line could be read in the process list of the machine.
 */
export const line = (isOnline: boolean): string => {
  const kept = isOnline ? [...proxies.map((name) => `${name}="$${name}"`), "NODE_USE_ENV_PROXY=1"] : []
  return `${["exec /usr/bin/env -i", ...kept].join(" ")} /bin/sh -c 'eval "$(/bin/cat <&4)"'`
}

const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"]

/** The variables and the command as shell; names that no shell knows are left out. */
export const text = (variables: Readonly<Record<string, string>>, argv: ReadonlyArray<string>): string =>
  [
    ...Object.entries(variables)
      .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
      .map(([name, value]) => `export ${name}=${quoted(value)}`),
    "exec 4<&-",
    `exec ${argv.map(quoted).join(" ")}`
  ].join("\n")

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

/**
 * Everything is hidden but what is named here, and nothing may be written but the workspace and the private folder.
 * `online` is what a command needs besides to reach the network.
 */
export const filesOf = (
  { directory, readable = [] }: SandboxCommand,
  folder: string,
  toolchain: NodeToolchain,
  online: ReadonlyArray<string>
): FilesystemConfig => ({
  denyRead: ["/"].map(literal),
  allowRead: [
    ...system,
    toolchain.node,
    ...Option.toArray(toolchain.npm),
    SandboxRuntimeManager.folder,
    ...online,
    ...readable,
    ...["bin", "home", "tmp"].map((name) => `${folder}/${name}`),
    directory
  ].map(literal),
  allowWrite: [directory, `${folder}/home`, `${folder}/tmp`].map(literal),
  denyWrite: [`${directory}/.git`, `${directory}/.npmrc`].map(literal)
})

/** A path, whatever characters it holds. */
const literal = (path: string) => ({ path, literal: true as const })

const system = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  ...["hosts", "nsswitch.conf", "ld.so.cache", "alternatives", "ssl/certs"].map((name) => `/etc/${name}`)
]

/** The same program and arguments, as the throw-away user where there is one. */
export const asUser = (
  uid: number | undefined,
  argv: ReadonlyArray<string>
): readonly [string, ...ReadonlyArray<string>] => {
  const [program = "/bin/false", ...args] = argv
  return uid === undefined
    ? [program, ...args]
    : ["/bin/sh", "-c", ThrowAwayUser.become, "owner", String(uid), "", program, ...args]
}
