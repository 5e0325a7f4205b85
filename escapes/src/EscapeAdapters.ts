/**
 * The sandboxes of this machine that are put to the test, each made once, with a registry of the suite's own.
 */
import { createServer } from "node:http"
import type { Sandbox } from "@layercake/core/port/Sandbox"
import * as BubblewrapSandbox from "@layercake/process/BubblewrapSandbox"
import * as DockerSandbox from "@layercake/process/DockerSandbox"
import * as ProcessSandbox from "@layercake/process/ProcessSandbox"
import * as SandboxRuntimeSandbox from "@layercake/process/SandboxRuntimeSandbox"
import { type Context, Effect, Layer, type Result } from "effect"

export const adapterNames = ["bubblewrap", "sandbox-runtime", "docker", "podman", "process"] as const
export type AdapterName = (typeof adapterNames)[number]

export interface EscapeAdapter {
  readonly name: AdapterName
  /** The sandbox, or why it is not here. */
  readonly sandbox: Result.Result<Context.Context<Sandbox>, string>
}

export const make = Effect.fnUntraced(function* (names: ReadonlyArray<AdapterName>, registryPort: number) {
  const options = { registry: { env: {}, npmrc: `registry=http://127.0.0.1:${registryPort}/\n` } }
  const layers = {
    bubblewrap: BubblewrapSandbox.layerWith(options),
    "sandbox-runtime": SandboxRuntimeSandbox.layerWith(options),
    docker: DockerSandbox.layerWith({ ...options, program: "docker" }),
    podman: DockerSandbox.layerWith({ ...options, program: "podman" }),
    process: ProcessSandbox.layerWith(options)
  }
  return yield* Effect.forEach(names, (name) =>
    Layer.build(layers[name]).pipe(
      Effect.mapError((error) => error.reason),
      Effect.result,
      Effect.map((sandbox): EscapeAdapter => ({ name, sandbox }))
    )
  )
})

/** A registry that knows nothing but to send on whoever asks for `/redirect/<port>`; its port. */
export const serveRegistry = Effect.acquireRelease(
  Effect.callback<ReturnType<typeof createServer>>((resume) => {
    const server = createServer((request, response) => {
      const [, port] = /^\/redirect\/(\d+)$/.exec(request.url ?? "") ?? []
      if (port === undefined) response.writeHead(404).end()
      else response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end()
    })
    server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
  }),
  (server) => Effect.sync(() => server.close())
).pipe(
  Effect.map((server) => {
    const address = server.address()
    return address === null || typeof address === "string" ? 0 : address.port
  })
)
