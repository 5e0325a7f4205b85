/**
 * One row for each variable of each target, without its value.
 */
import * as Projection from "../projection/Projection.ts"
import { VariableRow } from "./Variable.ts"

const keyOf = (event: { readonly target: string; readonly name: string }) => `${event.target}/${event.name}`

export const variableBoard = Projection.make<VariableRow>("variable", VariableRow, {
  VariableSet: Projection.put(
    (event) => keyOf(event),
    ({ name, target }, fact) => ({ target, name, setAt: fact.at })
  ),
  VariableRemoved: { keys: (event) => [keyOf(event)], evolve: () => undefined },
  // Secrets stay with the project that they were given to.
  ProjectForked: { keys: (_event, rows) => Array.from(rows, ([key]) => key), evolve: () => undefined }
})
