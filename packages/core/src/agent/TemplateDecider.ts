/**
 * Turns a command about an agent template into facts. Pure.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { PersonNeeded } from "../command/PersonNeeded.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, rowOf } from "../project/ProjectState.ts"
import type { RegisterHostTemplate, RegisterTemplate } from "./TemplateCommand.ts"
import { AgentTemplateRegistered } from "./TemplateEvent.ts"

export const decide: Decide<RegisterTemplate | RegisterHostTemplate> = (command, state, actor) => {
  if (command._tag === "RegisterTemplate" && projectOf(state) === undefined)
    return Result.fail(new ProjectNotFound({}))
  const { agent, digest, template, tier, version } = command
  if (actor.kind !== "person")
    return Result.fail(new PersonNeeded({ what: `the template of ${agent}`, actor }))
  return Result.succeed(
    rowOf(state, "template", agent)?.digest === digest
      ? []
      : [new AgentTemplateRegistered({ agent, version, tier, template, digest })]
  )
}
