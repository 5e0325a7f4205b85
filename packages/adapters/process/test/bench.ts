import * as NodeServices from "@effect/platform-node/NodeServices"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { Effect, Duration, Context, Layer, Scope } from "effect"
import { spawn } from "node:child_process"
import * as B from "../src/BubblewrapSandbox.ts"
import * as P from "../src/ProcessSandbox.ts"
import { mkdirSync } from "node:fs"
mkdirSync("/root/lc-try/ws", { recursive: true })
const lim = { timeout: Duration.seconds(10), outputLimit: 100000, diskLimit: 50e6, memoryLimit: 500e6 }
const get = (l: any) => Effect.runPromise(Layer.buildWithScope(Layer.provide(l, NodeServices.layer) as any, Scope.makeUnsafe()) as any).then((c: any) => Context.get(c, Sandbox))
const raw = (argv: string[]) => new Promise((r) => spawn(argv[0]!, argv.slice(1), { stdio: ["ignore", "pipe", "pipe"] }).on("close", r))
const p = await get(P.layer), b = await get(B.layer)
const med = (x: number[]) => { x.sort((a, b) => a - b); return "p50 " + x[x.length >> 1]!.toFixed(1) + " p95 " + x[Math.floor(x.length * .95)]!.toFixed(1) }
for (const argv of [["true"], ["node", "-e", "0"]]) {
  const t: Record<string, number[]> = { raw: [], process: [], bubblewrap: [] }
  for (let i = 0; i < 33; i++) for (const [k, f] of [["raw", () => raw(argv)], ["process", () => Effect.runPromise(p.run({ directory: "/root/lc-try/ws", argv: argv as any, network: "none", ...lim }))], ["bubblewrap", () => Effect.runPromise(b.run({ directory: "/root/lc-try/ws", argv: argv as any, network: "none", ...lim }))]] as const) {
    const s = performance.now(); await f(); if (i > 2) t[k]!.push(performance.now() - s)
  }
  for (const k in t) console.log(argv.join(" "), k, med(t[k]!))
}
