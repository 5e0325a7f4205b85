/**
 * The ten gates from a brief to production, G0 to G9.
 */
import { AgentName } from "../agent/Agent.ts"
import { GateId } from "../gate/Gate.ts"
import { ProofKind } from "../proof/Proof.ts"
import type {
  DocumentRequirement,
  GateDefinition,
  Pipeline,
  Prover,
  ProofRequirement,
  WorkStep
} from "./Pipeline.ts"

const document = (kind: string, path: string): DocumentRequirement => ({ kind, path })

const step = (
  id: string,
  agent: string,
  title: string,
  ...produces: ReadonlyArray<DocumentRequirement>
): WorkStep => ({
  id,
  agent: AgentName.make(agent),
  title,
  when: "always",
  produces
})

const proof = (kind: string, prover: Prover, owner: string | null): ProofRequirement => ({
  kind: ProofKind.make(kind),
  prover,
  owner,
  mayBeInconclusive: false
})
const check = (kind: string, owner: string | null) => proof(kind, { _tag: "check" }, owner)
/** Reading the source does not always tell which routes there are; then a person says whether that will do. */
const contract = (owner: string) => ({ ...check("contract", owner), mayBeInconclusive: true })
const build = (owner: string, ...kinds: ReadonlyArray<string>) =>
  kinds.map((kind) => proof(kind, { _tag: "build" }, owner))

const gate = (
  id: string,
  title: string,
  question: string,
  rest: Partial<Omit<GateDefinition, "id" | "title" | "question">>
): GateDefinition => ({
  id: GateId.make(id),
  title,
  question,
  when: "always",
  work: [],
  documents: [],
  proofs: [],
  approval: "person",
  ...rest
})

export const standardPipeline: Pipeline = {
  name: "standard",
  gates: [
    gate("G0", "Intake", "Does the brief say enough to begin?", {
      documents: [document("brief", "docs/brief.md")],
      proofs: [check("form", null)],
      approval: "proof"
    }),
    gate("G1", "Scope", "Is it clear what is wanted, what is not, and what could go wrong?", {
      work: [
        step(
          "scope",
          "orchestrator",
          "Summarise the scope, the risks and the kind of project",
          document("scope", "docs/scope.md"),
          document("register", "docs/register/orchestrator.json")
        )
      ]
    }),
    gate("G2", "Planning", "Is every requirement numbered and testable?", {
      work: [
        step(
          "requirements",
          "product-manager",
          "Write the product requirements",
          document("prd", "docs/prd.md")
        )
      ],
      proofs: [check("requirements", "requirements")]
    }),
    gate(
      "G3",
      "Architecture",
      "Do the specifications parse, agree with each other and cover the requirements?",
      {
        work: [
          step(
            "architecture",
            "architect",
            "Design the architecture and the interface",
            document("architecture", "docs/architecture.md"),
            document("openapi", "specs/openapi.yaml")
          ),
          step(
            "data",
            "database-engineer",
            "Design the data and its validators",
            document("prisma", "specs/schema.prisma"),
            document("zod", "src/validators.ts")
          )
        ],
        proofs: [check("specifications", "architecture")]
      }
    ),
    gate("G4", "Design", "Which of three designs shall it be?", {
      when: "user-interface",
      work: [
        step(
          "designs",
          "ux-designer",
          "Draw three options",
          document("design", "designs/option-1.html"),
          document("design", "designs/option-2.html"),
          document("design", "designs/option-3.html")
        )
      ],
      proofs: [check("designs", "designs")]
    }),
    gate("G5", "Development", "Does this tree install, build, lint and pass its tests?", {
      work: [
        step(
          "backend",
          "backend-developer",
          "Write the program",
          document("source", "src/**"),
          document("tests", "test/**")
        ),
        { ...step("frontend", "frontend-developer", "Write the user interface"), when: "user-interface" },
        step("review", "code-reviewer", "Review the code", document("review", "docs/review.md"))
      ],
      proofs: [...build("backend", "install", "build", "lint", "test"), contract("backend")],
      approval: "policy"
    }),
    gate("G6", "Testing", "Is every requirement covered by a passing test?", {
      work: [
        step(
          "tests",
          "qa-engineer",
          "Test every requirement",
          document("tests", "test/**"),
          document("test-report", "docs/test-report.md")
        )
      ],
      proofs: [
        ...build("tests", "install", "build", "lint", "test"),
        check("coverage", "tests"),
        check("requirement-tests", "tests"),
        contract("tests")
      ],
      approval: "policy"
    }),
    gate("G7", "Security", "Is this tree free of known holes, secrets and unfit licences?", {
      work: [
        step("threats", "security-engineer", "Note the threats", document("threats", "docs/threats.md"))
      ],
      proofs: [
        ...build("threats", "install"),
        ...build("threats", "audit").map((audit) => ({ ...audit, mayBeInconclusive: true })),
        check("secrets", "threats"),
        check("licences", "threats")
      ]
    }),
    gate("G8", "Staging", "Does it deploy, and does it answer?", {
      work: [
        step(
          "staging",
          "devops-engineer",
          "Prepare the deployment",
          document("dockerfile", "Dockerfile"),
          document("ci", ".github/workflows/ci.yml"),
          document("deploy", "deploy.json"),
          document("environment", "docs/environment.md")
        )
      ],
      proofs: [
        ...build("staging", "install", "build"),
        proof("staging.deployment", { _tag: "deployment", target: "staging" }, "staging"),
        proof("staging.health", { _tag: "health", target: "staging" }, "staging")
      ]
    }),
    gate("G9", "Production", "Is it pushed, deployed and healthy?", {
      work: [
        step(
          "release",
          "release-manager",
          "Write the release notes",
          document("release-notes", "docs/release-notes.md")
        ),
        step("readme", "technical-writer", "Write the manual", document("readme", "README.md"))
      ],
      proofs: [
        ...build("release", "install", "build"),
        proof("push", { _tag: "push" }, null),
        proof("production.deployment", { _tag: "deployment", target: "production" }, "release"),
        proof("production.health", { _tag: "health", target: "production" }, "release")
      ]
    })
  ]
}
