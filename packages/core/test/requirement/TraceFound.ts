/**
 * What checks find out about requirements in made-up histories: other requirements for other words.
 */
import type { RecordProof } from "@layercake/core/proof/ProofCommand"
import { RequirementId } from "@layercake/core/requirement/Requirement"
import { FilePath } from "@layercake/core/tree/Tree"
import { blob, hex } from "../project/GivenProject.ts"

/** What the check of the specifications and the runner of the tests would have found out about requirements. */
export const traceOf = (kind: string, said: string): Pick<RecordProof, "trace"> => {
  const document = FilePath.make("docs/brief.md")
  const found = ["FR-1", "FR-2", "NFR-1"]
    .slice(0, 1 + (Number.parseInt(hex(said).slice(0, 2), 16) % 3))
    .map((id) => RequirementId.make(id))
  if (kind === "specifications")
    return {
      trace: {
        listed: {
          path: document,
          digest: blob(said),
          requirements: found.map((id, line) => ({
            id,
            text: `${id} ${said}`,
            stories: ["US-1"],
            criteria: [],
            nonFunctional: id.startsWith("N"),
            excluded: null,
            line
          }))
        },
        elements: found.map((requirement) => ({
          requirement,
          kind: "operation",
          name: "GET /rooms",
          path: FilePath.make("specs/openapi.yaml"),
          line: 1
        }))
      }
    }
  return kind === "coverage"
    ? {
        trace: {
          files: [],
          tests: found.map((requirement) => ({
            requirement,
            name: `${requirement} works`,
            path: null,
            outcome: "passed"
          }))
        }
      }
    : {}
}
