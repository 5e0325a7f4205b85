/**
 * The kinds of document that LayerCake knows by name, with what each is for and where it usually lies. Which of them a
 * project must have is said by its pipeline; what is not in it may be written by a person or by an instruction.
 */
import type { Pipeline } from "../pipeline/Pipeline.ts"

export interface DocumentType {
  readonly kind: string
  readonly title: string
  readonly description: string
  /** `folder/**` for files below a folder. */
  readonly path: string
}

const type = (kind: string, path: string, title: string, description: string): DocumentType => ({
  kind,
  title,
  description,
  path
})

export const documentTypes: ReadonlyArray<DocumentType> = [
  type("brief", "docs/brief.md", "Brief", "What is wanted, in the words of whoever wants it."),
  type("scope", "docs/scope.md", "Scope", "What is in, what is out, and what kind of project it is."),
  type(
    "register",
    "docs/register/orchestrator.json",
    "Register",
    "Risks, decisions and questions of the scope, as JSON."
  ),
  type("prd", "docs/prd.md", "Product requirements", "User stories with numbered, testable requirements."),
  type(
    "architecture",
    "docs/architecture.md",
    "Architecture",
    "The parts of the program, how they meet, and why they are so."
  ),
  type("openapi", "specs/openapi.yaml", "Interface", "Every operation of the interface, in OpenAPI 3.1."),
  type("prisma", "specs/schema.prisma", "Data model", "Every model and its fields, as a Prisma schema."),
  type("zod", "src/validators.ts", "Validators", "A Zod schema for every model, which judges what comes in."),
  type("design", "designs/**", "Design", "One page as it could look, in a file of its own."),
  type("source", "src/**", "Source", "The program."),
  type("tests", "test/**", "Tests", "What shows that the program does what it should."),
  type("review", "docs/review.md", "Code review", "What a second pair of eyes found in the code."),
  type(
    "test-report",
    "docs/test-report.md",
    "Test report",
    "Which requirement is covered by which test, and what is not."
  ),
  type("threats", "docs/threats.md", "Threats", "Who could do harm, how, and what stands against it."),
  type("dockerfile", "Dockerfile", "Container", "How the program is put into a container."),
  type("ci", ".github/workflows/ci.yml", "Continuous integration", "What is run on every push."),
  type("deploy", "deploy.json", "Deployment", "How the program is started and asked whether it is well."),
  type("environment", "docs/environment.md", "Environment", "Every variable that the program reads."),
  type("release-notes", "docs/release-notes.md", "Release notes", "What is new for those who use it."),
  type("readme", "README.md", "Manual", "What it is, how it is installed and used."),
  type("analysis", "docs/analysis.md", "Analysis", "What is measured, and what the numbers say."),
  type("runbook", "docs/runbook.md", "Runbook", "What to do when something goes wrong in operation."),
  type("changelog", "CHANGELOG.md", "Change log", "What changed in each version, newest first."),
  type("user-guide", "docs/user-guide.md", "User guide", "How to do with it what people want to do."),
  type("privacy", "docs/privacy.md", "Privacy", "Which personal data are kept, why, and for how long.")
]

/** The kind of what lies at this very path, where no pipeline says it. */
export const documentTypeAt = (path: string): string | undefined =>
  documentTypes.find((type) => type.path === path && !type.path.endsWith("/**"))?.kind

export interface DocumentMaker {
  readonly gate: string
  /** Null where the gate asks for it and no agent makes it. */
  readonly agent: string | null
  readonly path: string
}

/** Who makes documents of the kind in this pipeline, and where. */
export const makersOf = (pipeline: Pipeline, kind: string): ReadonlyArray<DocumentMaker> =>
  pipeline.gates.flatMap((gate) => [
    ...gate.documents
      .filter((document) => document.kind === kind)
      .map(({ path }) => ({ gate: gate.id, agent: null, path })),
    ...gate.work.flatMap((step) =>
      step.produces
        .filter((document) => document.kind === kind)
        .map(({ path }) => ({ gate: gate.id, agent: step.agent, path }))
    )
  ])
