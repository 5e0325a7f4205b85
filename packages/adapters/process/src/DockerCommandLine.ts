/**
 * The arguments of `docker run` (podman takes the same) for a command: no network, no capabilities, no new privileges, a
 * read-only system, and the workspace under its own path. Pure.
 */
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import type { ContainerEngine } from "./ContainerEngine.ts"

export interface DockerRun {
  readonly command: SandboxCommand
  /** Name of the container. */
  readonly container: string
  readonly image: string
  /** User and group by number. */
  readonly user: { readonly uid: number; readonly gid: number }
  readonly processes: number
  /** The command's private folder, shown under its own path. */
  readonly folder: string
  /** What at the top of the workspace must not be changed, and is there. */
  readonly guarded: ReadonlyArray<string>
  /** The proxy's socket, if the command may reach anything. */
  readonly proxy: string | undefined
  readonly caFile: string | undefined
  /** npm's cache, for installs. */
  readonly cache: string | undefined
  /** Program and arguments in the container. */
  readonly argv: ReadonlyArray<string>
}

export const home = "/tmp"

export const make = (
  { mapsUsers, program }: ContainerEngine,
  run: DockerRun
): readonly [string, ...ReadonlyArray<string>] => {
  const { directory, memoryLimit, readable = [] } = run.command
  const memory = String(Math.max(Math.floor(memoryLimit), 6 * 1024 * 1024))
  const scratch = Math.max(Math.floor(Math.min(memoryLimit / 4, run.command.diskLimit)), 1024 * 1024)
  const groups = [
    ["run", "--rm", "--interactive", "--name", run.container, "--pull", "never"],
    ["--network", "none", "--read-only", "--cap-drop", "ALL"],
    ["--security-opt", "no-new-privileges", "--pids-limit", String(run.processes)],
    // Equal to the memory, so that nothing is swapped in its place.
    ["--memory", memory, "--memory-swap", memory, "--ulimit", "core=0"],
    ["--user", `${run.user.uid}:${run.user.gid}`],
    mapsUsers ? ["--userns", "keep-id"] : [],
    ["--ipc", "private", "--hostname", "sandbox", "--log-driver", "none", "--stop-timeout", "0"],
    ["--tmpfs", `/tmp:rw,nosuid,nodev,mode=1777,size=${scratch}`],
    ["--shm-size", String(Math.min(scratch, 64 * 1024 * 1024))],
    mount(directory),
    run.guarded.flatMap((path) => mount(path, "readonly")),
    mount(run.folder),
    run.proxy === undefined ? [] : mount(run.proxy),
    run.caFile === undefined ? [] : mount(run.caFile, "readonly"),
    run.cache === undefined ? [] : mount(run.cache),
    readable.flatMap((path) => mount(path, "readonly")),
    ["--workdir", directory, "--env-file", `${run.folder}/env`],
    ["--entrypoint", "/bin/sh", run.image],
    run.argv
  ]
  return [program, ...groups.flat()]
}

/** What `--mount` cannot name: it takes its options as one line of comma-separated values. */
export const isNameable = (path: string): boolean => !/[",\n]/.test(path)

/** Lines of `--env-file`, which holds one variable a line and knows no quotes. */
export const environmentFile = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("")

const mount = (path: string, ...more: ReadonlyArray<string>) => [
  "--mount",
  ["type=bind", `src=${path}`, `dst=${path}`, ...more].join(",")
]
