/**
 * A program that takes the command line of `docker` where there is no engine: it notes every call, and really runs the
 * command of `run`. A protection holds only when its flag was given: each is one option of bubblewrap or setpriv.
 *
 * `STAND_IN_STATE` names a folder for notes. Imports nothing that takes long to load: it is started for every command.
 */
import { spawn } from "node:child_process"
import { chmodSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { parseArgs } from "node:util"
import { serialize } from "node:v8"

/** Writes an executable `docker` into a folder. All but `run` is said by the shell, which is quicker. */
export const write = (folder: string): string => {
  writeFileSync(`${folder}/docker`, script)
  chmodSync(`${folder}/docker`, 0o755)
  return `${folder}/docker`
}

const script = `#!/bin/sh
for last in "$@"; do :; done
case $1 in
  --version) echo "Docker version 27.0.0, build standin" ;;
  version) echo "27.0.0" ;;
  image) [ "$last" != missing:1 ] ;;
  rm)
    : > "$STAND_IN_STATE/$last.removed"
    if [ -f "$STAND_IN_STATE/$last.pid" ]; then kill -9 "$(cat "$STAND_IN_STATE/$last.pid")" 2> /dev/null; fi
    true ;;
  run) shift; exec "${process.execPath}" "${import.meta.filename}" "$@" ;;
  *) echo "unknown command: $1" >&2; exit 125 ;;
esac
`

const one = { type: "string" } as const
const many = { type: "string", multiple: true } as const
const flag = { type: "boolean" } as const
const options = {
  rm: flag,
  interactive: flag,
  "read-only": flag,
  name: one,
  pull: one,
  network: one,
  "cap-drop": one,
  "security-opt": many,
  "pids-limit": one,
  memory: one,
  "memory-swap": one,
  ulimit: many,
  user: one,
  userns: one,
  ipc: one,
  hostname: one,
  "log-driver": one,
  "stop-timeout": one,
  tmpfs: many,
  "shm-size": one,
  mount: many,
  workdir: one,
  "env-file": one,
  entrypoint: one
}

/** Where the Node of the image stands: this one, wherever it lies outside. */
const imageFolder = "/tmp/image-node"

const ancestors = (path: string): ReadonlyArray<string> =>
  dirname(path) === "/" ? [] : [...ancestors(dirname(path)), dirname(path)]

const option = (text: string, name: string) =>
  text
    .split(",")
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? ""

const run = (state: string, args: ReadonlyArray<string>) => {
  const end = args.findIndex((word, index) => word === "--entrypoint" && index > 0) + 2
  const { values } = parseArgs({ args: args.slice(0, end), options, strict: true })
  const [image = "", ...rest] = args.slice(end)
  writeFileSync(`${state}/${values.name}.note`, serialize({ ...values, image, argv: rest }))
  const [uid = "0", gid = "0"] = (values.user ?? "0:0").split(":")
  const isRoot = process.getuid?.() === 0
  const system = values["read-only"] ? ["--ro-bind", "/", "/"] : ["--bind", "/", "/"]
  const scratch = (values.tmpfs ?? []).flatMap((text) => {
    const path = text.split(":")[0] ?? ""
    return ["--perms", option(text, "mode"), "--size", option(text, "size"), "--tmpfs", path]
  })
  const mounts = (values.mount ?? []).flatMap((text) => {
    const to = option(text, "dst")
    return [
      ...ancestors(to)
        .filter((path) => path.startsWith("/tmp/"))
        .flatMap((path) => ["--perms", "0755", "--dir", path]),
      text.endsWith(",readonly") ? "--ro-bind" : "--bind",
      option(text, "src"),
      to
    ]
  })
  const identity = isRoot
    ? ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"].flatMap((name) => ["--cap-add", name])
    : ["--unshare-user", "--uid", uid, "--gid", gid]
  // A user namespace of its own, so that its processes are counted apart from those of other tests under the same user.
  const become = isRoot
    ? [
        [
          "setpriv",
          "--reuid",
          uid,
          "--regid",
          gid,
          "--clear-groups",
          "--inh-caps=-all",
          "--bounding-set=-all"
        ],
        ["bwrap", "--unshare-user", "--uid", uid, "--gid", gid],
        ["--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--"]
      ].flat()
    : []
  const variables = readFileSync(values["env-file"] ?? "/dev/null", "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): readonly [string, string] => [line.split("=")[0] ?? "", line.slice(line.indexOf("=") + 1)])
  const limit = `cd "$1"; unset OLDPWD; shift; ulimit -u ${values["pids-limit"] ?? "unlimited"} 2>/dev/null || ulimit -p ${values["pids-limit"] ?? "unlimited"}; exec "$@"`
  const child = spawn(
    "bwrap",
    [
      ["--unshare-pid", "--die-with-parent"],
      values.network === "none" ? ["--unshare-net"] : [],
      values.ipc === "private" ? ["--unshare-ipc"] : [],
      system,
      scratch,
      ["--proc", "/proc", "--dev", "/dev"],
      ["--perms", "0755", "--dir", imageFolder, "--ro-bind", dirname(process.execPath), imageFolder],
      mounts,
      values["cap-drop"] === "ALL" ? ["--cap-drop", "ALL"] : [],
      identity,
      ["--chdir", "/", "--"],
      become,
      ["/bin/sh", "-c", limit, "limit", values.workdir ?? "/", values.entrypoint ?? ""],
      rest
    ].flat(),
    {
      stdio: "inherit",
      // The image's own Node stands where the image says.
      env: {
        ...Object.fromEntries(variables),
        PATH: `${imageFolder}:/usr/bin:/bin`
      }
    }
  )
  writeFileSync(`${state}/${values.name}.pid`, String(child.pid))
  child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 137))
}

const state = process.env["STAND_IN_STATE"]
if (state !== undefined && process.argv[1] === import.meta.filename) run(state, process.argv.slice(2))
