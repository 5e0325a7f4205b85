import * as NodeServices from "@effect/platform-node/NodeServices"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { Effect, Layer, Duration, Exit } from "effect"
import * as B from "../src/BubblewrapSandbox.ts"
import * as P from "../src/ProcessSandbox.ts"
import { mkdirSync } from "node:fs"
mkdirSync("/root/lc-try/ws", { recursive: true })
const lim = { timeout: Duration.seconds(10), outputLimit: 100000, diskLimit: 50e6, memoryLimit: 500e6 }
const go = (argv: any, network: any = "none") => Effect.gen(function* () {
  const s = yield* Sandbox
  const r = yield* Effect.exit(s.run({ directory: "/root/lc-try/ws", argv, network, ...lim }))
  if (Exit.isSuccess(r)) console.log(s.name, argv.join(" ").slice(0, 60), r.value.exitCode, r.value.killed, r.value.durationMillis, "\n" + new TextDecoder().decode(r.value.output).slice(0, 3000))
  else console.log(s.name, argv, String(r.cause))
})
const all = Effect.gen(function* () {
  yield* go(["sh", "-c", "id; env; echo err >&2; ls -la . /opt/layercake/* ; node --version; npm --version; cat /proc/self/limits | grep -i 'proc\\|file'; echo > /dev/null; git status"])
  yield* go(["nope"])
  yield* go(["sh", "-c", "kill -SEGV $$"])
  yield* go(["sh", "-c", "npm config get registry; npm view left-pad version"], "registry")
})
import * as T from "../src/NodeToolchain.ts"
import * as R from "../src/RegistryAccess.ts"
const [tc, reg] = await Effect.runPromise(Effect.gen(function*(){ const t = yield* T.detect(); return [t, yield* R.readFromHost(t, process.env)] as const }).pipe(Effect.provide(NodeServices.layer)))
console.log(tc, reg)
mkdirSync("/root/lc-try/cache", { recursive: true })
const o = { toolchain: tc, registry: reg, cacheDirectory: "/root/lc-try/cache" }
const t0 = performance.now()
await Effect.runPromise(all.pipe(Effect.provide(P.layerWith(o)), Effect.provide(NodeServices.layer)))
await Effect.runPromise(all.pipe(Effect.provide(B.layerWith(o)), Effect.provide(NodeServices.layer)))
console.log(performance.now() - t0)
