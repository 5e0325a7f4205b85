/**
 * From what an agent says in its register file to facts. An entry that is there already, by its title, is not made
 * twice, so that an agent may repeat itself. A critical risk is put to a person, who alone can let the work go on.
 */
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { GateId } from "../gate/Gate.ts"
import type { AgentName } from "./Agent.ts"
import { ProjectClassified } from "../project/ProjectEvent.ts"
import { projectOf, type ProjectState, rowsOf } from "../project/ProjectState.ts"
import { nextId, raise, titleOfCritical } from "../register/RegisterDecider.ts"
import { routeOf } from "../register/QueryRouting.ts"
import { DecisionRecorded, MemoryKept, NoteAdded, RiskIdentified } from "../register/RegisterEvent.ts"
import type { RegisterFile } from "../register/RegisterFile.ts"

export const registerEntries = (
  state: ProjectState,
  gate: GateId,
  register: RegisterFile,
  from: AgentName
): ReadonlyArray<FactoryEvent> => {
  const project = projectOf(state)
  const known = (rows: ReadonlyArray<{ readonly title: string }>, title: string) =>
    rows.some((row) => row.title === title)
  const { decisions = [], memory = [], notes = [], queries = [], risks = [] } = register
  const found = risks
    .filter((risk) => !known(rowsOf(state, "risk"), risk.title))
    .map((risk, nth) => new RiskIdentified({ id: nextId(state, "risk", nth), ...risk }))
  const held = [
    ...found
      .filter((risk) => risk.severity === "critical")
      .flatMap((risk, nth) =>
        raise(state, { kind: "escalation", gate, title: titleOfCritical(risk), detail: risk.mitigation }, nth)
      ),
    ...queries
      .filter((query) => !known(rowsOf(state, "hold"), query.question))
      .flatMap((query, nth, fresh) => {
        const sooner = fresh.slice(0, nth).filter(({ to }) => to?.trim() === query.to?.trim()).length
        const route = routeOf(state, { gate, from, to: query.to }, sooner)
        return raise(state, { kind: "query", gate, title: query.question, ...route }, nth)
      })
  ]
  const blocked = held.find((event) => event._tag === "GateBlocked")
  return [
    ...(register.project === undefined ||
    (register.project.type === project?.projectType &&
      register.project.userInterface === project.userInterface)
      ? []
      : [
          new ProjectClassified({
            projectType: register.project.type,
            userInterface: register.project.userInterface
          })
        ]),
    ...found,
    ...decisions
      .filter((decision) => !known(rowsOf(state, "record"), decision.title))
      .map((decision, nth) => new DecisionRecorded({ id: nextId(state, "decision", nth), ...decision })),
    ...notes
      .filter((note) => !rowsOf(state, "record").some((row) => row.text === note))
      .map((text, nth) => new NoteAdded({ id: nextId(state, "note", nth), text })),
    ...memory
      .filter((text) => !rowsOf(state, "record").some((row) => row.kind === "memory" && row.text === text))
      .map((text, nth) => new MemoryKept({ id: nextId(state, "memory", nth), text })),
    // One entry blocks the gate for all.
    ...held.filter((event) => event._tag !== "GateBlocked" || event === blocked)
  ]
}
