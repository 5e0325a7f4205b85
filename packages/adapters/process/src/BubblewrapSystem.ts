/**
 * The read-only system a command in bubblewrap sees besides its own folder: `/usr`, and an `/etc` of our own with little
 * in it. Few mounts, as each of them takes time at every command.
 */
import { Effect, FileSystem } from "effect"

/** The one user there is inside. */
export const user = { uid: "1000", gid: "1000", home: "/tmp/home" }

/** Nothing here names a person or holds a secret. */
const etc = {
  passwd: `builder:x:${user.uid}:${user.gid}:builder:${user.home}:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n`,
  group: `builder:x:${user.gid}:\nnogroup:x:65534:\n`,
  hosts: "127.0.0.1 localhost sandbox\n::1 localhost\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
  // In the sandbox the repository may belong to another user than the one who runs git.
  gitconfig: "[safe]\n\tdirectory = *\n",
  "resolv.conf": ""
}

/** Links of the machine's that programs in `/usr/bin` go through. */
const links = "/etc/alternatives"

/** Where machines keep the certificates they trust. */
const certificates = [
  "/etc/ssl/certs",
  "/etc/pki/tls/certs",
  "/etc/pki/ca-trust/extracted",
  "/etc/ca-certificates"
]

/** Folders that are links into `/usr` where the two are merged, and folders of their own elsewhere. */
const rootFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]

/** Settings below `/usr` may hold credentials, such as a global `npmrc`. */
const hidden = ["/usr/etc", "/usr/local/etc"]

export interface BubblewrapSystem {
  /** `bwrap` arguments for every command. */
  readonly always: ReadonlyArray<string>
  /** Further ones for commands that reach the network, for the certificates; names are looked up outside. */
  readonly online: ReadonlyArray<string>
  /** npm settings for commands that reach the network: a path outside. */
  readonly npmrc: string
}

/** Writes what is needed to a temporary folder that is removed with its scope. */
export const prepare = Effect.fnUntraced(function* (npmrc: string) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped({ prefix: "layercake-" })
  const write = (path: string, text: string) =>
    // Whatever the mask of this process: inside, another user reads them.
    Effect.andThen(files.writeFileString(path, text), files.chmod(path, 0o644))
  const makeFolder = (path: string) =>
    Effect.andThen(files.makeDirectory(path, { recursive: true }), files.chmod(path, 0o755))

  for (const path of [folder, `${folder}/etc`, `${folder}/empty`]) yield* makeFolder(path)
  for (const [name, text] of Object.entries(etc)) yield* write(`${folder}/etc/${name}`, text)
  yield* write(`${folder}/npmrc`, npmrc)
  // The list of libraries; without it those outside of the usual folders are not found.
  yield* files
    .copyFile("/etc/ld.so.cache", `${folder}/etc/ld.so.cache`)
    .pipe(Effect.andThen(files.chmod(`${folder}/etc/ld.so.cache`, 0o644)), Effect.ignore)
  const shown = yield* Effect.filter([links, ...certificates], (path) => isThere(path))
  // What is shown within a read-only folder needs a place there. The folders above it are made on the way.
  for (const path of shown) {
    const above = path.split("/").slice(2)
    for (let depth = 1; depth <= above.length; depth++) {
      yield* makeFolder(`${folder}/etc/${above.slice(0, depth).join("/")}`)
    }
  }
  const roots = yield* Effect.forEach(rootFolders, (root) =>
    files.readLink(root).pipe(
      Effect.map((target) => ["--symlink", target, root]),
      Effect.orElseSucceed(() => ["--ro-bind-try", root, root])
    )
  )
  const masked = yield* Effect.filter(hidden, (path) => isThere(path))
  const show = (path: string) => ["--ro-bind", path, path]
  return {
    always: [
      show("/usr"),
      ...roots,
      ...masked.map((path) => ["--ro-bind", `${folder}/empty`, path]),
      ["--ro-bind", `${folder}/etc`, "/etc"],
      ...shown.filter((path) => path === links).map(show)
    ].flat(),
    online: shown.filter((path) => path !== links).flatMap(show),
    npmrc: `${folder}/npmrc`
  } satisfies BubblewrapSystem
})

const isThere = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => Effect.orElseSucceed(files.exists(path), () => false))
