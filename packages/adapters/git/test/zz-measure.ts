import { Effect, Layer } from "effect"
import { Repository } from "@layercake/core/port/Repository"
import { Forge } from "@layercake/core/port/Forge"
import { ProjectId } from "@layercake/core/project/Project"
import * as GitRepository from "@layercake/git/GitRepository"
import * as BareForge from "@layercake/git/BareForge"
import { base, prepare, put, requestFor } from "./GitWorld.ts"
const time = <A, E, R>(name: string, e: Effect.Effect<A, E, R>) => Effect.gen(function* () { const t = performance.now(); const r = yield* e; console.log(name, Math.round(performance.now() - t), "ms"); return r })
await Effect.runPromise(Effect.gen(function* () {
  const r = yield* Repository, f = yield* Forge
  const files = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`src/folder-${i % 60}/${i}.ts`, `${i} ` + "x".repeat(4000)]))
  const d = yield* prepare(files)
  yield* time("first commit of 1000", r.commit(requestFor(d, "k0", Object.keys(files))))
  for (let i = 1; i < 6; i++) { put(d, { [`src/folder-${i}/${i}.ts`]: "changed" + i, "new.ts": "n" + i }); yield* time("commit of 2", r.commit(requestFor(d, "k" + i, [`src/folder-${i}/${i}.ts`, "new.ts"]))) }
  yield* time("commit known key", r.commit(requestFor(d, "k1", [])))
  yield* time("find", r.find(d, "k1"))
  yield* time("find none", r.find(d, "none"))
  yield* time("push first", f.push({ project: ProjectId.make("m"), directory: d, branch: "main" }))
  yield* time("push again", f.push({ project: ProjectId.make("m"), directory: d, branch: "main" }))
}).pipe(Effect.provide(Layer.merge(GitRepository.layer, BareForge.layer({ directory: base + "/forge" })))))
