/**
 * What stands around a command in a container: its variables, its private folder, and the lines of shell that report how
 * far it came. A container passes no file descriptors on, so they report into files.
 */
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import { Effect, FileSystem } from "effect"
import * as DockerCommandLine from "./DockerCommandLine.ts"
import * as ProxyForwarder from "./ProxyForwarder.ts"
import * as RegistryAccess from "./RegistryAccess.ts"
import * as ThrowAwayUser from "./ThrowAwayUser.ts"

export const variables = (
  command: SandboxCommand,
  shown: {
    readonly isOnline: boolean
    readonly caFile: string | undefined
    readonly cache: string | undefined
  }
): Readonly<Record<string, string>> => ({
  LANG: "C.UTF-8",
  CI: "1",
  ...(shown.isOnline
    ? {
        ...RegistryAccess.environmentOf(shown),
        ...ProxyForwarder.environment({ isDirect: command.network !== "registry" })
      }
    : {}),
  ...command.env,
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: DockerCommandLine.home,
  TMPDIR: "/tmp"
})

/** Absolute path of a folder with the variables, npm's settings, and the files to report into; removed with its scope. */
export const makeFolder = Effect.fnUntraced(function* (content: {
  readonly variables: Readonly<Record<string, string>>
  readonly npmrc: string
}) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped({ prefix: "layercake-" })
  yield* files.writeFileString(`${folder}/env`, DockerCommandLine.environmentFile(content.variables), {
    mode: 0o600
  })
  yield* files.writeFileString(`${folder}/npmrc`, content.npmrc)
  for (const report of ["progress", "memory"]) {
    yield* files.writeFileString(`${folder}/${report}`, "")
    yield* files.chmod(`${folder}/${report}`, 0o666)
  }
  yield* files.chmod(`${folder}/npmrc`, 0o644)
  // Another user comes here in the container, who can list nothing.
  yield* files.chmod(folder, 0o711)
  return folder
})

/** Arguments of the shell in the container. */
export const inside = (
  folder: string,
  proxy: string | undefined,
  argv: readonly [string, ...ReadonlyArray<string>]
): ReadonlyArray<string> => {
  const command = proxy === undefined ? argv : ProxyForwarder.wrap({ node: "node", socket: proxy }, argv)
  return ["-c", script, "report", folder, ...command]
}

/** `memory.events` is that of the container's own control group (cgroup v2 of the kernel's documentation). */
const script = `
folder=$1
shift
if [ -s "$folder/npmrc" ]; then cp "$folder/npmrc" "$HOME/.npmrc"; fi
"$@" 3>> "$folder/progress"
code=$?
while read -r name count; do
  if [ "$name" = oom_kill ] && [ "$count" -gt 0 ]; then echo "$count" > "$folder/memory"; fi
done 2> /dev/null < /sys/fs/cgroup/memory.events
exit $code
`

/** The same program and arguments, after the folder it is run in and the cache were given to the user of the container. */
export const givingAway = (
  uid: number,
  cache: string | undefined,
  argv: readonly [string, ...ReadonlyArray<string>]
): readonly [string, ...ReadonlyArray<string>] => [
  "/bin/sh",
  "-c",
  ThrowAwayUser.give + 'exec "$@"\n',
  "owner",
  String(uid),
  cache ?? "",
  ...argv
]
