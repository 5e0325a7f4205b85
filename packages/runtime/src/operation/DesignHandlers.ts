/**
 * Answers the operations on designs.
 */
import type { Design } from "@layercake/core/document/Document"
import { DocumentUnknown } from "@layercake/core/document/DocumentError"
import { ChooseDesign } from "@layercake/core/document/DocumentCommand"
import { outlineOfPage } from "@layercake/core/document/PageOutline"
import { DesignOperations } from "@layercake/core/operation/DesignOperations"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { proofKey } from "@layercake/core/proof/ProofBoard"
import { ProofKind } from "@layercake/core/proof/Proof"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as DocumentHistory from "../document/DocumentHistory.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

const kind = ProofKind.make("designs")

const designsIn = (state: ProjectState): ReadonlyArray<Design> =>
  rowsOf(state, "design").filter(({ path }) => rowOf(state, "file", path) !== undefined)

const designIn = (state: ProjectState, path: string) => {
  const all = designsIn(state)
  const found = all.find((design) => design.path === path)
  return found === undefined
    ? Effect.fail(new DocumentUnknown({ document: path, known: all.map(({ path }) => path) }))
    : Effect.succeed(found)
}

/** The newest proof about files among which the page is what it is now. */
const checkOf = (state: ProjectState, { path }: Design) => {
  const changes = rowsOf(state, "commit").toSorted((a, b) => a.version - b.version)
  const changed = changes.findLastIndex(({ paths }) => paths.includes(path))
  const proof = changes
    .slice(Math.max(0, changed))
    .flatMap(({ tree }) => rowOf(state, "proof", proofKey(kind, tree)) ?? [])
    .at(-1)
  return {
    pictures: (proof?.pictures ?? []).filter((picture) => picture.path === path),
    outcome: proof?.outcome ?? null,
    findings: (proof?.diagnostics ?? []).filter((diagnostic) => diagnostic.path === path)
  }
}

export const layer = DesignOperations.toLayer({
  "designs.list": ({ project }) => Effect.map(find(project), ({ state }) => designsIn(state)),
  "designs.get": ({ path, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const design = yield* designIn(state, path)
      return { design, html: yield* DocumentHistory.textOf(design) }
    }),
  "designs.choose": ({ path, project, reviewed }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const design = yield* designIn((yield* find(project)).state, path)
      const command = new ChooseDesign({ gate: design.gate, path, digest: reviewed })
      const { state } = yield* commands.execute(project, command, { actor })
      return yield* designIn(state, path)
    }),
  "designs.preview": ({ path, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const design = yield* designIn(state, path)
      return { design, ...checkOf(state, design) }
    }),
  "designs.compare": ({ project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      return yield* Effect.forEach(designsIn(state), (design) =>
        Effect.map(DocumentHistory.textOf(design), (html) => ({
          design,
          bytes: rowOf(state, "file", design.path)?.bytes ?? 0,
          ...outlineOfPage(html),
          ...checkOf(state, design)
        }))
      )
    })
})
