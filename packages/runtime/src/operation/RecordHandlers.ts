/**
 * Answers the operations on risks, decisions and notes.
 */
import { RecordOperations } from "@layercake/core/operation/RecordOperations"
import { RiskOperations } from "@layercake/core/operation/RiskOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import {
  AcceptRisk,
  EditNote,
  RemoveNote,
  SupersedeDecision,
  UpdateRisk
} from "@layercake/core/register/EntryCommand"
import type { EntryId, Record } from "@layercake/core/register/Register"
import { AddNote, CloseRisk, IdentifyRisk, RecordDecision } from "@layercake/core/register/RegisterCommand"
import { Effect, Layer } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import * as EntryOrders from "./EntryOrders.ts"
import * as EntryPages from "./EntryPages.ts"
import { find } from "./ProjectHandlers.ts"

const recordsOf = (state: ProjectState, kind: Record["kind"]): ReadonlyArray<Record> =>
  rowsOf(state, "record").filter((record) => record.kind === kind && record.removed !== true)

const newestRecord = (state: ProjectState, kind: Record["kind"]) =>
  EntryOrders.rowIn(
    state,
    "record",
    EntryOrders.newestOf(
      rowsOf(state, "record").map(({ id }) => id),
      kind
    ),
    kind
  )

const risk = (project: ProjectId, id: EntryId) => ({ project, name: "risk" as const, id })
const record = (project: ProjectId, id: EntryId, kind: Record["kind"]) => ({
  project,
  name: "record" as const,
  id,
  kind
})

const risks = RiskOperations.toLayer({
  "risks.list": ({ open, project, severity, ...page }) =>
    Effect.map(find(project), ({ state }) => {
      const { entries, next } = EntryPages.entriesOf(
        rowsOf(state, "risk").filter(
          (row) =>
            (open === undefined || row.open === open) && (severity === undefined || row.severity === severity)
        ),
        page
      )
      return { risks: entries, next }
    }),
  "risks.get": ({ id, project }) => EntryOrders.get(project, "risk", id),
  "risks.identify": ({ project, ...fields }) =>
    Effect.gen(function* () {
      const state = yield* EntryOrders.order(project, new IdentifyRisk(fields))
      const ids = rowsOf(state, "risk").map(({ id }) => id)
      return yield* EntryOrders.rowIn(state, "risk", EntryOrders.newestOf(ids, "risk"))
    }),
  "risks.update": ({ project, ...change }) =>
    EntryOrders.change(risk(project, change.id), new UpdateRisk(change)),
  "risks.accept": ({ id, project, reason }) =>
    EntryOrders.change(risk(project, id), new AcceptRisk({ id, reason })),
  "risks.close": ({ id, project, resolution }) =>
    EntryOrders.change(risk(project, id), new CloseRisk({ id, resolution }))
})

const records = RecordOperations.toLayer({
  "decisions.list": ({ project, superseded, ...page }) =>
    Effect.map(find(project), ({ state }) =>
      EntryPages.entriesOf(
        recordsOf(state, "decision").filter((row) => superseded === true || row.supersededBy === undefined),
        page
      )
    ),
  "decisions.get": ({ id, project }) => EntryOrders.get(project, "record", id, "decision"),
  "decisions.record": ({ project, ...fields }) =>
    Effect.flatMap(EntryOrders.order(project, new RecordDecision(fields)), (state) =>
      newestRecord(state, "decision")
    ),
  "decisions.supersede": ({ project, ...fields }) =>
    Effect.gen(function* () {
      yield* EntryOrders.get(project, "record", fields.id, "decision")
      const state = yield* EntryOrders.order(project, new SupersedeDecision(fields))
      return yield* newestRecord(state, "decision")
    }),
  "decisions.search": ({ project, text, ...page }) =>
    Effect.gen(function* () {
      const texts = yield* PersonalTexts
      const { state } = yield* find(project)
      // What people typed is in the rows as references, and words are looked for in what they typed.
      const opened = yield* texts.open(recordsOf(state, "decision"))
      return EntryPages.entriesOf(
        opened.filter((row) => EntryPages.hasWords(text, row.title, row.text)),
        page
      )
    }),
  "notes.list": ({ project, ...page }) =>
    Effect.map(find(project), ({ state }) => EntryPages.entriesOf(recordsOf(state, "note"), page)),
  "notes.get": ({ id, project }) => EntryOrders.get(project, "record", id, "note"),
  "notes.add": ({ project, text }) =>
    Effect.flatMap(EntryOrders.order(project, new AddNote({ text })), (state) => newestRecord(state, "note")),
  "notes.edit": ({ id, project, text }) =>
    EntryOrders.change(record(project, id, "note"), new EditNote({ id, text })),
  "notes.remove": ({ id, project }) => EntryOrders.change(record(project, id, "note"), new RemoveNote({ id }))
})

export const layer = Layer.merge(risks, records)
