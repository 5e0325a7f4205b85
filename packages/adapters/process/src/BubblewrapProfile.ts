/**
 * The bubblewrap profile: what a command can see, write and reach, as program arguments. Pure; starts nothing.
 *
 * Two sandboxes, one inside the other. The outer one lays out the file system. When LayerCake is root, only the outer
 * one is: it can show a workspace below a folder closed to others, gives the workspace to a throw-away user and becomes
 * that user for good. The inner one shuts off everything else; its binds are resolved inside the outer one, so that a
 * link planted in the workspace leads nowhere. The command's environment reaches it on a file descriptor, and neither
 * the process list of the machine nor a program that still runs as root sees it.
 */
import { dirname } from "node:path"
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import { Option } from "effect"
import type { BubblewrapHost } from "./BubblewrapHost.ts"
import { type NodeToolchain, npmPrograms } from "./NodeToolchain.ts"
import { type BubblewrapSystem, user } from "./BubblewrapSystem.ts"
import * as ProxyForwarder from "./ProxyForwarder.ts"
import * as RegistryAccess from "./RegistryAccess.ts"
import * as ThrowAwayUser from "./ThrowAwayUser.ts"

export interface BubblewrapSetup {
  readonly host: BubblewrapHost
  readonly toolchain: NodeToolchain
  readonly registry: RegistryAccess.RegistryAccess
  readonly cacheDirectory: string | undefined
  readonly processes: number
}

/** Which files at the top of the workspace the command must not change. */
export interface GuardedFiles {
  /** False when there is no `.git`: an empty folder is put there, so that the command cannot make one. */
  readonly git: boolean
  readonly npmrc: boolean
}

/** Where LayerCake's own things are inside. npm takes `/opt/layercake` for its prefix, as `node` lies in its `bin`. */
const inside = {
  prefix: "/opt/layercake",
  bwrap: "/opt/layercake/libexec/bwrap",
  npm: "/opt/layercake/lib/node_modules/npm",
  npmrc: "/opt/layercake/etc/npmrc",
  caFile: "/opt/layercake/etc/ca.pem",
  cache: "/opt/layercake/cache",
  proxy: "/opt/layercake/proxy.sock",
  empty: "/opt/layercake/empty"
}

/** What a command is given besides its folder. */
export interface BubblewrapBox {
  readonly guarded: GuardedFiles
  /** The proxy's socket, a path outside; nothing outside can be reached without. */
  readonly proxy: string | undefined
}

/** System folders a workspace must not take the place of. */
export const isSystemFolder = (directory: string): boolean =>
  ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/tmp", "/proc", "/dev", "/opt", inside.prefix].some(
    (folder) => folder === directory || folder.startsWith(directory === "/" ? "/" : `${directory}/`)
  )

/** `bwrap` and its arguments up to the program it runs. */
export const outer = (
  setup: BubblewrapSetup,
  command: SandboxCommand,
  system: BubblewrapSystem,
  proxy: string | undefined
): readonly [string, ...ReadonlyArray<string>] => {
  const { host, toolchain } = setup
  const groups = [
    ["--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try", "--unshare-net"],
    Option.isSome(host.dropTo) ? [] : ["--unshare-user", "--uid", user.uid, "--gid", user.gid],
    ["--hostname", "sandbox", "--new-session", "--die-with-parent"],
    system.always,
    proxy === undefined ? [] : system.online,
    ["--proc", "/proc", "--dev", "/dev"],
    scratch("/dev/shm", Math.min(command.memoryLimit / 4, 64 * 1024 * 1024)),
    ["--remount-ro", "/dev"],
    scratch("/tmp", Math.min(command.memoryLimit / 4, command.diskLimit)),
    ownFolders.flatMap(makeFolder),
    place(host.program, inside.bwrap),
    place(toolchain.node, `${inside.prefix}/bin/node`),
    Option.match(toolchain.npm, { onNone: () => [], onSome: showNpm }),
    proxy === undefined ? [] : showProxy(setup, proxy),
    command.network === "registry" ? showRegistry(setup, system) : [],
    (command.readable ?? []).flatMap((path) => [...ancestors(path).flatMap(makeFolder), ...show(path, path)]),
    ancestors(command.directory).flatMap(makeFolder),
    ["--bind", command.directory, command.directory, "--remount-ro", "/", "--cap-drop", "ALL"],
    Option.isSome(host.dropTo) ? neededToDrop.flatMap((capability) => ["--cap-add", capability]) : [],
    ["--chdir", command.directory, "--"],
    Option.match(host.dropTo, {
      onNone: () => [],
      // The workspace and the cache are all that can be changed there, so that no link leads to anything else.
      onSome: (uid) => ["/bin/sh", "-c", ThrowAwayUser.become, "owner", String(uid), inside.cache]
    }),
    [inside.bwrap, "--args", "4", "--"]
  ]
  return [host.program, ...groups.flat()]
}

/** The options of the inner sandbox, to be read by it as text with NUL after each. */
export const inner = (
  setup: BubblewrapSetup,
  command: SandboxCommand,
  { guarded, proxy }: BubblewrapBox
): string => {
  const { directory } = command
  const git = `${directory}/.git`
  const npmrc = `${directory}/.npmrc`
  const groups = [
    ["--unshare-user", "--uid", user.uid, "--gid", user.gid],
    setup.host.disablesUserNamespaces ? ["--disable-userns"] : [],
    ["--dev-bind", "/", "/"],
    show("/proc/sys", "/proc/sys"),
    ["--perms", "0700", "--dir", user.home],
    show(guarded.git ? git : inside.empty, git),
    guarded.npmrc ? show(npmrc, npmrc) : [],
    ["--cap-drop", "ALL", "--new-session", "--die-with-parent", "--chdir", directory, "--clearenv"],
    Object.entries(environment(setup, command, proxy)).flatMap(([name, value]) => ["--setenv", name, value])
  ]
  return groups
    .flat()
    .map((word) => `${word}\0`)
    .join("")
}

/** What bubblewrap itself and the programs that change the user run with. */
export const outerEnvironment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" }

/** The command behind what it needs to reach the proxy. */
export const behindProxy = (
  proxy: string | undefined,
  argv: readonly [string, ...ReadonlyArray<string>]
): readonly [string, ...ReadonlyArray<string>] =>
  proxy === undefined
    ? argv
    : ProxyForwarder.wrap({ node: `${inside.prefix}/bin/node`, socket: inside.proxy }, argv)

const environment = (setup: BubblewrapSetup, command: SandboxCommand, proxy: string | undefined) => ({
  LANG: "C.UTF-8",
  CI: "1",
  ...(proxy === undefined
    ? {}
    : {
        ...RegistryAccess.environmentOf({
          caFile: setup.registry.caFile === undefined ? undefined : inside.caFile,
          cache:
            command.network === "registry" && setup.cacheDirectory !== undefined ? inside.cache : undefined
        }),
        ...ProxyForwarder.environment({ isDirect: command.network !== "registry" })
      }),
  ...command.env,
  PATH: `${inside.prefix}/bin:/usr/local/bin:/usr/bin:/bin`,
  HOME: user.home,
  TMPDIR: "/tmp"
})

const showNpm = (npm: string) => [
  ...place(npm, inside.npm),
  ...Object.entries(npmPrograms).flatMap(([name, path]) => [
    "--symlink",
    `../lib/node_modules/npm/${path}`,
    `${inside.prefix}/bin/${name}`
  ])
]

const showProxy = (setup: BubblewrapSetup, proxy: string) => [
  ...show(proxy, inside.proxy),
  ...(setup.registry.caFile === undefined ? [] : show(setup.registry.caFile, inside.caFile))
]

const showRegistry = (setup: BubblewrapSetup, system: BubblewrapSystem) => [
  ...show(system.npmrc, inside.npmrc),
  ...(setup.cacheDirectory === undefined ? [] : ["--bind", setup.cacheDirectory, inside.cache])
]

const neededToDrop = ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_CHOWN", "CAP_DAC_READ_SEARCH"]

/** Read-only. */
const show = (from: string, to: string) => ["--ro-bind", from, to]

/** A link will do for what can be seen anyway, and takes less time. */
const place = (from: string, to: string) =>
  from.startsWith("/usr/") ? ["--symlink", from, to] : show(from, to)

/** An empty folder in memory that anybody may write to. */
const scratch = (path: string, size: number) => {
  const bytes = Math.max(Math.floor(size), 1_048_576)
  return ["--perms", "1777", "--size", String(bytes), "--tmpfs", path]
}

/** Made one by one, as bubblewrap would close what it makes on the way to the throw-away user. */
const makeFolder = (path: string) => ["--perms", "0755", "--dir", path]

const ownFolders = [
  "/opt",
  inside.prefix,
  ...["bin", "empty", "etc", "lib", "lib/node_modules", "libexec"].map((name) => `${inside.prefix}/${name}`)
]

/** The folders above a path, outermost first. */
const ancestors = (directory: string): ReadonlyArray<string> => {
  const above = dirname(directory)
  return above === "/" ? [] : [...ancestors(above), above]
}
