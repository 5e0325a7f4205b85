/**
 * The program `docker` or `podman` of this machine: whether an engine answers it, and whether an image is there. Pulls
 * nothing, as that is for a person to decide.
 */
import { SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Effect, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

export interface ContainerEngine {
  /** Name or absolute path. */
  readonly program: string
  /** Podman without root, which maps users unless told to keep them. */
  readonly mapsUsers: boolean
  /** What the program itself runs with, for example DOCKER_HOST. Containers see none of it. */
  readonly env: Readonly<Record<string, string>>
}

export const name = "docker"

export const unavailable = (reason: string) => new SandboxUnavailable({ sandbox: name, reason })

/** Fails when no engine answers or the image is not on this machine. */
export const inspect = Effect.fn("ContainerEngine.inspect")(function* (options: {
  readonly program: string
  readonly image: string
  readonly env: Readonly<Record<string, string>>
}) {
  const { env, image, program } = options
  const version = yield* ask({ program, env }, ["version", "--format", "{{.Server.Version}}"])
  if (version.exitCode !== 0) {
    return yield* unavailable(
      `no engine answers the program ${program} (${version.said}); start one, or install podman`
    )
  }
  const found = yield* ask({ program, env }, ["image", "inspect", "--format", "{{.Id}}", image])
  if (found.exitCode !== 0) {
    return yield* unavailable(`the image ${image} is not here; fetch it with ${program} pull ${image}`)
  }
  const about = yield* ask({ program, env }, ["--version"])
  return {
    program,
    env,
    mapsUsers: /podman/i.test(about.said) && process.getuid?.() !== 0
  } satisfies ContainerEngine
})

/** Ends and removes a container, whatever state it is in; nothing when there is none of this name. */
export const remove = (engine: ContainerEngine, container: string) =>
  Effect.asVoid(ask(engine, ["rm", "--force", container]))

const ask = Effect.fnUntraced(function* (
  { env, program }: Pick<ContainerEngine, "program" | "env">,
  args: ReadonlyArray<string>
) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  return yield* spawner.spawn(ChildProcess.make(program, args, { cwd: "/", env, stdin: "ignore" })).pipe(
    Effect.flatMap((handle) =>
      Effect.all([Stream.mkString(Stream.decodeText(handle.all)), handle.exitCode], { concurrency: 2 })
    ),
    Effect.map(([said, exitCode]) => ({ said: lastLine(said), exitCode: Number(exitCode) })),
    Effect.scoped,
    Effect.timeout("20 seconds"),
    Effect.catch((error) => Effect.succeed({ said: error.message, exitCode: -1 }))
  )
})

const lastLine = (text: string) => text.trim().split("\n").at(-1) ?? ""
