/**
 * Answers the operations on specifications.
 */
import type { SpecificationKind } from "@layercake/core/document/Document"
import { isSpecification } from "@layercake/core/document/Document"
import { DocumentUnknown } from "@layercake/core/document/DocumentError"
import { documentTypes, makersOf } from "@layercake/core/document/DocumentType"
import {
  SpecificationInvalid,
  SpecificationOperations,
  SpecificationUnreadable
} from "@layercake/core/operation/SpecificationOperations"
import type { CheckFailed } from "@layercake/core/port/Checkers"
import { type SpecificationReading, SpecificationReader } from "@layercake/core/port/SpecificationReader"
import type { ProjectId } from "@layercake/core/project/Project"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import * as DocumentHistory from "../document/DocumentHistory.ts"
import * as DocumentWriting from "../document/DocumentWriting.ts"
import { FilePath } from "@layercake/core/tree/Tree"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

const specificationsIn = (state: ProjectState) =>
  rowsOf(state, "specification").filter(({ path }) => rowOf(state, "file", path) !== undefined)

/** Where the specification lies, or where the project wants it. */
const pathOf = (row: ProjectRow, state: ProjectState, kind: SpecificationKind): FilePath =>
  specificationsIn(state).find((one) => one.kind === kind)?.path ??
  FilePath.make(
    makersOf(row.pipeline, kind)[0]?.path ?? documentTypes.find((type) => type.kind === kind)?.path ?? kind
  )

const specificationIn = (state: ProjectState, kind: SpecificationKind) => {
  const all = specificationsIn(state)
  const found = all.find((one) => one.kind === kind)
  return found === undefined
    ? Effect.fail(
        new DocumentUnknown({ document: `${kind} specification`, known: all.map(({ path }) => path) })
      )
    : Effect.succeed(found)
}

const unreadable = ({ detail }: CheckFailed) => new SpecificationUnreadable({ detail })

const read = Effect.fnUntraced(function* (kind: SpecificationKind, text: string) {
  const reader = yield* SpecificationReader
  return yield* Effect.mapError(reader.read(kind, text), unreadable)
})

const errorsOf = ({ diagnostics }: SpecificationReading) =>
  diagnostics.filter(({ severity }) => severity === "error")

const pathIn = (project: ProjectId, kind: SpecificationKind) =>
  Effect.flatMap(find(project), ({ state }) => Effect.map(specificationIn(state, kind), ({ path }) => path))

const textsIn = (state: ProjectState) =>
  Effect.forEach(specificationsIn(state), (one) =>
    Effect.map(DocumentHistory.textOf(one), (text) => ({ ...one, text }))
  )

export const layer = SpecificationOperations.toLayer({
  "specifications.list": ({ project }) => Effect.map(find(project), ({ state }) => specificationsIn(state)),
  "specifications.get": ({ kind, project, version }) =>
    Effect.flatMap(pathIn(project, kind), (path) => DocumentHistory.read(project, path, version)),
  "specifications.record": ({ expected, kind, project, text }) =>
    Effect.gen(function* () {
      const { actor } = yield* Session
      const { row, state } = yield* find(project)
      const [first, ...rest] = errorsOf(yield* read(kind, text))
      if (first !== undefined) return yield* new SpecificationInvalid({ kind, diagnostics: [first, ...rest] })
      const path = pathOf(row, state, kind)
      const wish = { path, text, ...(expected === undefined ? {} : { expected }) }
      return yield* DocumentWriting.write(project, wish, actor)
    }),
  "specifications.validate": ({ kind, project, text }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const given = text ?? (yield* DocumentHistory.textOf(yield* specificationIn(state, kind)))
      const reading = yield* read(kind, given)
      return { ...reading, valid: errorsOf(reading).length === 0 }
    }),
  "specifications.diff": ({ kind, project, ...range }) =>
    Effect.flatMap(pathIn(project, kind), (path) => DocumentHistory.difference(project, path, range)),
  "specifications.export": ({ project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      return (yield* textsIn(state)).flatMap(({ digest, kind, path, text, version }) =>
        isSpecification(kind) ? [{ kind, path, version, digest, text }] : []
      )
    }),
  "specifications.elements": ({ kind: wanted, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      if (wanted !== undefined) yield* specificationIn(state, wanted)
      const found = yield* Effect.forEach(yield* textsIn(state), ({ kind, path, text }) =>
        !isSpecification(kind) || (wanted !== undefined && kind !== wanted)
          ? Effect.succeed([])
          : Effect.map(read(kind, text), ({ elements }) => elements.map((element) => ({ path, ...element })))
      )
      return found.flat()
    }),
  "specifications.compare": ({ project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const reader = yield* SpecificationReader
      const texts = yield* textsIn(state)
      const disagreements = yield* reader
        .compare(Object.fromEntries(texts.map(({ kind, text }) => [kind, text])))
        .pipe(Effect.mapError(unreadable))
      return {
        compared: texts.map(({ kind }) => kind).filter(isSpecification),
        agree: disagreements.length === 0,
        disagreements
      }
    })
})
