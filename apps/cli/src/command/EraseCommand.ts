/**
 * `layercake erase person` and `layercake erase content`: taking something away for good. Shows what would go and asks
 * before it does.
 */
import type { PersonalTextReport } from "@layercake/core/operation/ErasureOperations"
import { BlobDigest } from "@layercake/core/store/Blob"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Console, Effect, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { agreed, yesFlag } from "../Agreement.ts"
import { failed, fromError } from "../CliFailure.ts"
import { countText } from "../output/Money.ts"
import { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { parseProject } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const flags = {
  reason: Flag.String("reason").pipe(
    Flag.withDescription("Why; stays in the log for good, so name nobody in it")
  ),
  yes: yesFlag
}

const checkReason = (reason: string) =>
  reason.trim() === "" ? Effect.fail(failed("--reason: say why; it stays in the log.")) : Effect.void

const agreedToErase = (yes: boolean, question: string) =>
  agreed({ yes, question, loss: "What is erased cannot be brought back", kept: "Nothing was erased." })

/** What a person would lose, and what is left to be looked at. */
const outline = ({ person, projects, quotes, texts }: PersonalTextReport): string =>
  [
    `${harmless(person)} typed ${countText(texts, "text")}:`,
    ...projects.map(({ project, texts }) => `  ${project}: ${texts}`),
    ...(quotes.length === 0
      ? []
      : [
          `${countText(quotes.length, "content")} repeat them word for word and stay, unless each is erased, too:`,
          ...quotes.map(
            ({ content, project }) => `  layercake erase content ${project} ${content} --reason ...`
          )
        ])
  ].join("\n")

const personCommand = Command.make(
  "person",
  {
    person: Argument.String("id").pipe(
      Argument.withDescription("Who typed it, as `layercake log` names them"),
      Argument.filter(
        (text) => text.trim() !== "",
        () => "the id of a person, as `layercake log` names them"
      )
    ),
    ...flags
  },
  ({ person, reason, yes }) =>
    Effect.gen(function* () {
      yield* checkReason(reason)
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const found = yield* client["erasure.find"]({ person }).pipe(Effect.mapError(fromError))
          yield* Console.error(outline(found))
          yield* agreedToErase(yes, `Erase what ${harmless(person)} typed, for good?`)
          const report = yield* client["erasure.person"]({ person, reason }).pipe(Effect.mapError(fromError))
          yield* output.result(report, () =>
            [
              `${countText(report.texts, "text")} of ${harmless(person)} erased in ${countText(report.projects.length, "project")}.`,
              ...report.unfinished.map(
                (project) => `${project} is a copy that ended half-way: complete it, then erase again.`
              )
            ].join("\n")
          )
        })
      )
    })
).pipe(
  Command.withDescription("Erase every text that a person typed, in every project"),
  Command.withExamples([
    {
      command: `layercake erase person ada --reason "asked for on 3 May"`,
      description: "Shows what there is, asks, and erases it"
    }
  ])
)

const decodeDigest = Schema.decodeUnknownEffect(BlobDigest)

const contentCommand = Command.make(
  "content",
  {
    project: Argument.String("project").pipe(Argument.withDescription("A project whose events name it")),
    digest: Argument.String("digest").pipe(Argument.withDescription("The content's 64 digits")),
    ...flags
  },
  ({ digest, project, reason, yes }) =>
    Effect.gen(function* () {
      yield* checkReason(reason)
      const id = yield* parseProject(project)
      const content = yield* decodeDigest(digest).pipe(
        Effect.mapError(() =>
          failed(`"${harmless(digest)}" is no digest: 64 digits, as \`layercake events --json\` has them.`)
        )
      )
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          yield* agreedToErase(yes, `Erase the content ${content.slice(0, 12)} of ${id}, for good?`)
          const report = yield* client["erasure.content"]({ project: id, content, reason }).pipe(
            Effect.mapError(fromError)
          )
          yield* output.result(report, () =>
            report.erased ? `The content ${content} is erased.` : `The content ${content} was gone already.`
          )
        })
      )
    })
).pipe(
  Command.withDescription("Erase one brief, prompt, answer, output or old file"),
  Command.withExamples([
    {
      command: `layercake erase content rooms 3fc9... --reason "it names a customer"`,
      description: "The events that name it stay; a file has to be changed or removed first"
    }
  ])
)

export const eraseCommand = Command.make("erase").pipe(
  Command.withDescription("Take something away for good, as a person at a terminal"),
  Command.withSubcommands([personCommand, contentCommand])
)
