/**
 * A `Deployer` that starts nothing: it remembers what runs under which key, and every deployment is healthy unless
 * the script says otherwise. The reference for the port, for tests and examples.
 */
import {
  Deployer,
  DeployerError,
  type DeployRequest,
  type HealthReport,
  type RunningDeployment
} from "@layercake/core/port/Deployer"
import { Effect, Layer, Option } from "effect"

/** What runs, by key. Outlives the layer, as programs outlive the process that started them. */
export type MemoryDeployerState = Map<string, RunningDeployment & { readonly request: DeployRequest }>

export const makeState = (): MemoryDeployerState => new Map()

/** Asked at every start: a text is why the program does not start. */
export type DeployerScript = (request: DeployRequest) => {
  readonly refuses?: string
  readonly status?: number | null
  /** What the program prints. */
  readonly prints?: string
}

export const layerWith = (
  state: MemoryDeployerState,
  script: DeployerScript = () => ({})
): Layer.Layer<Deployer> =>
  Layer.succeed(Deployer, {
    name: "memory",
    deploy: Effect.fn("MemoryDeployer.deploy")(function* (request) {
      const running = state.get(request.key)
      if (running !== undefined) return { address: running.address, handle: running.handle }
      const { refuses } = script(request)
      if (refuses !== undefined)
        return yield* new DeployerError({
          deployer: "memory",
          operation: "deploy",
          detail: refuses,
          isRetryable: false
        })
      const started = { address: `memory://${request.key}`, handle: request.key }
      state.set(request.key, { ...started, request })
      return started
    }),
    find: (key) =>
      Effect.sync(() =>
        Option.map(Option.fromUndefinedOr(state.get(key)), ({ address, handle }) => ({ address, handle }))
      ),
    health: ({ handle }) =>
      Effect.sync((): HealthReport => {
        const running = state.get(handle)
        const status = running === undefined ? null : (script(running.request).status ?? 200)
        return { healthy: status !== null && status >= 200 && status < 300, status, durationMillis: 0 }
      }),
    logs: (key, most) =>
      Effect.sync(() =>
        Option.map(Option.fromUndefinedOr(state.get(key)), ({ request }) =>
          (script(request).prints ?? "").slice(-most)
        )
      ),
    stop: ({ handle }) => Effect.sync(() => void state.delete(handle))
  })

export const layer: Layer.Layer<Deployer> = Layer.suspend(() => layerWith(makeState()))
