/**
 * What bubblewrap needs to know of this machine, found once when the layer is made: the program, the system folders, and
 * the user that commands run as. Decides nothing about a single command.
 */
import { SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Effect, FileSystem, Option } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

export interface BubblewrapHost {
  /** Absolute path of `bwrap`, links resolved. */
  readonly program: string
  /** Whether it can forbid user namespaces inside, since 0.8. */
  readonly disablesUserNamespaces: boolean
  /** `--ro-bind` and `--symlink` arguments that make up the read-only system. */
  readonly system: ReadonlyArray<string>
  /** The user to become first; none when LayerCake is not root, and commands run as its own user. */
  readonly dropTo: Option.Option<number>
}

export const name = "bubblewrap"

export const inspect = Effect.fn("BubblewrapHost.inspect")(function* (options: { readonly uid: number }) {
  const files = yield* FileSystem.FileSystem
  if (process.platform !== "linux") return yield* unavailable("bubblewrap exists for Linux only")
  const candidates = yield* Effect.filter(programs, (path) => isThere(path))
  const program = candidates[0]
  if (program === undefined) {
    return yield* unavailable("the program bwrap is missing; install the package bubblewrap")
  }
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const help = yield* Effect.orElseSucceed(
    spawner.string(ChildProcess.make(program, ["--help"], { cwd: "/", env: {}, stdin: "ignore" })),
    () => ""
  )
  return {
    program: yield* Effect.orElseSucceed(files.realPath(program), () => program),
    disablesUserNamespaces: help.includes("--disable-userns"),
    system: yield* systemArguments,
    dropTo: process.getuid?.() === 0 ? Option.some(options.uid) : Option.none()
  } satisfies BubblewrapHost
})

export const unavailable = (reason: string) => new SandboxUnavailable({ sandbox: name, reason })

const programs = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"]

/** Folders that are links into `/usr` where the two are merged, and folders of their own elsewhere. */
const rootFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]

/** Settings of the machine that programs need to run at all; nothing here names a person or holds a secret. */
const settings = [
  "/etc/alternatives",
  "/etc/ca-certificates",
  "/etc/ld.so.cache",
  "/etc/ld.so.conf",
  "/etc/ld.so.conf.d",
  "/etc/localtime",
  "/etc/pki/ca-trust/extracted",
  "/etc/pki/tls/certs",
  "/etc/ssl/certs",
  "/etc/ssl/openssl.cnf"
]

/** Made beforehand, as bubblewrap would close them to others than their owner. */
const settingFolders = ["/etc", "/etc/pki", "/etc/pki/ca-trust", "/etc/pki/tls", "/etc/ssl"]

/** Settings below `/usr` may hold credentials, such as a global `npmrc`. */
const hidden = ["/usr/etc", "/usr/local/etc"]

const systemArguments = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const roots = yield* Effect.forEach(rootFolders, (folder) =>
    files.readLink(folder).pipe(
      Effect.map((target) => ["--symlink", target, folder]),
      Effect.orElseSucceed(() => ["--ro-bind-try", folder, folder])
    )
  )
  const masks = yield* Effect.filter(hidden, (folder) => isThere(folder))
  const present = yield* Effect.filter(settings, (path) => isThere(path))
  return [
    ["--ro-bind", "/usr", "/usr"],
    ...roots,
    ...masks.map((folder) => ["--tmpfs", folder, "--remount-ro", folder]),
    ...settingFolders.map((folder) => ["--perms", "0755", "--dir", folder]),
    ...present.map((path) => ["--ro-bind", path, path])
  ].flat()
})

const isThere = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => Effect.orElseSucceed(files.exists(path), () => false))
