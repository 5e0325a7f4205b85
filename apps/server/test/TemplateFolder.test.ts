import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { AgentName } from "@layercake/core/agent/Agent"
import { contextTokensOf } from "@layercake/core/prompt/ContextTokens"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import * as ContentDigest from "@layercake/runtime/tree/ContentDigest"
import * as TemplateFolder from "@layercake/server/TemplateFolder"
import { Effect, FileSystem, Layer, Path } from "effect"
import { Digest } from "effect/crypto"

/** A folder with these files, read as the folder of own templates. */
const reading = (contents: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = yield* files.makeTempDirectoryScoped()
    for (const [name, text] of Object.entries(contents))
      yield* files.writeFileString(path.join(folder, name), text)
    return yield* TemplateFolder.read(folder)
  })

const template = (name: string, head: string, body = "Do it.") =>
  `---\nname: ${name}\ndescription: Use it.\n${head}---\n${body}\n`

const find = (templates: ReadonlyArray<{ readonly name: string }>, name: string) =>
  templates.findLast((template) => template.name === name)

const onMachine = Effect.provide(Layer.merge(NodeServices.layer, Digest.layerWebCrypto))

describe("the templates of a data folder", () => {
  it.effect("come in place of the standard ones of the same name, and beside the others", () =>
    Effect.gen(function* () {
      const templates = yield* reading({
        "architect.md": template("architect", "version: 7\ncontextTokens: 30000\n", "Draw boxes."),
        "gardener.md": template("gardener", "", "Grow."),
        "notes.txt": "no template"
      })
      const names = new Set(templates.map(({ name }) => name))
      assert.strictEqual(names.size, 15)
      assert.isTrue(names.has(AgentName.make("gardener")))
      const architect = templates.findLast(({ name }) => name === "architect")!
      assert.deepStrictEqual([architect.version, architect.instructions], [7, "Draw boxes."])
      assert.strictEqual(contextTokensOf(architect, defaultPolicy), 30_000)
      assert.strictEqual(contextTokensOf(templates[0]!, { contextTokens: 50_000 }), 50_000)
      assert.strictEqual(contextTokensOf(templates[0]!, {}), 60_000)
    }).pipe(Effect.scoped, onMachine)
  )

  it.effect("have another digest as soon as anything is changed, also under the same version", () =>
    Effect.gen(function* () {
      const digestOf = Effect.fnUntraced(function* (text: string) {
        const templates = yield* reading({ "architect.md": text })
        return yield* ContentDigest.ofTemplate(templates.findLast(({ name }) => name === "architect")!)
      })
      const first = yield* digestOf(template("architect", "version: 7\n"))
      assert.strictEqual(yield* digestOf(template("architect", "version: 7\n")), first)
      assert.notStrictEqual(yield* digestOf(template("architect", "version: 7\n", "Do it!")), first)
      assert.notStrictEqual(yield* digestOf(template("architect", "version: 7\ninputs: [prd]\n")), first)
    }).pipe(Effect.scoped, onMachine)
  )

  it.effect("are refused with the file, the field and what to do, when one cannot be read", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [file: string, text: string, message: RegExp]> = [
        ["cook.md", "Cook.", /\/cook\.md is not an agent template\. front matter: .*Start the file with/],
        ["cook.md", template("cook", "version: soon\n"), /\/cook\.md .* version: .*Write a whole number/],
        ["cook.md", template("cook", "contextTokens: 10\n"), /contextTokens: .*from 2000 to 2000000/],
        ["cook.md", template("chef", ""), /name: it is chef, and the file is called cook/]
      ]
      for (const [file, text, message] of cases) {
        const failed = yield* Effect.flip(reading({ [file]: text }))
        assert.match(failed.message, message)
      }
      assert.isUndefined(find(yield* TemplateFolder.read("/nowhere/at/all"), "cook"))
    }).pipe(Effect.scoped, onMachine)
  )
})
