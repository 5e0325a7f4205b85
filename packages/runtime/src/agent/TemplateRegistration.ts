/**
 * Takes in an agent template as markdown, for one project or for the whole of LayerCake. What is no template is refused
 * with the keys that are wrong.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { parse } from "@layercake/core/agent/AgentTemplateParser"
import { RegisterHostTemplate, RegisterTemplate } from "@layercake/core/agent/TemplateCommand"
import { hostStream } from "@layercake/core/host/HostStream"
import type { ProjectId } from "@layercake/core/project/Project"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"

/** The agent whose template it is now. */
export const register = Effect.fn("TemplateRegistration.register")(function* (
  project: ProjectId | undefined,
  markdown: string,
  actor: Actor
) {
  const blobs = yield* BlobStore
  const commands = yield* Commands
  const template = yield* Effect.fromResult(parse(`${nameIn(markdown) ?? "template"}.md`, markdown))
  const fields = {
    agent: template.name,
    version: template.version,
    tier: template.tier,
    template: yield* ContentDigest.ofTemplate(template),
    digest: yield* blobs.put(bytesOf(markdown))
  }
  yield* project === undefined
    ? commands.execute(hostStream, new RegisterHostTemplate(fields), { actor })
    : commands.execute(project, new RegisterTemplate(fields), { actor })
  return template
})

/** A file is called like its agent; here there is no file, so the name that it gives itself is that of the file. */
const nameIn = (markdown: string): string | undefined => /^name:[ \t]*["']?([^\s"']+)/m.exec(markdown)?.[1]
