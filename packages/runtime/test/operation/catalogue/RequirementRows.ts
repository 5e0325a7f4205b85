/**
 * A project with a requirement, as the check of its document found it.
 */
import { GateId } from "@layercake/core/gate/Gate"
import { ProofId, ProofKind } from "@layercake/core/proof/Proof"
import { RecordProof } from "@layercake/core/proof/ProofCommand"
import { rowOf } from "@layercake/core/project/ProjectState"
import { RequirementId } from "@layercake/core/requirement/Requirement"
import { bytesOf } from "@layercake/core/store/BlobText"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { FilePath, TreeDigest } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { Commands } from "../../../src/command/Commands.ts"
import { ProjectStates } from "../../../src/project/ProjectStates.ts"
import { type Client, fresh } from "./CatalogueWorld.ts"
import * as MemoryFactory from "../../MemoryFactory.ts"

export const listed = Effect.fnUntraced(function* (client: Client) {
  const project = yield* fresh(client)
  const commands = yield* Commands
  const blobs = yield* BlobStore
  const states = yield* ProjectStates
  const digest = yield* blobs.put(bytesOf("- **FR-1** A room can be booked.\n"))
  const tree = rowOf(yield* states.load(project), "project", "project")?.tree
  yield* commands.execute(
    project,
    new RecordProof({
      gate: GateId.make("G2"),
      proof: {
        ...MemoryFactory.passed,
        proofId: ProofId.make("requirements@1"),
        kind: ProofKind.make("requirements"),
        tree: tree ?? TreeDigest.make("0".repeat(64)),
        output: digest
      },
      trace: {
        listed: {
          path: FilePath.make("docs/prd.md"),
          digest,
          requirements: [
            {
              id: RequirementId.make("FR-1"),
              text: "A room can be booked.",
              stories: [],
              criteria: [],
              nonFunctional: false,
              excluded: null,
              line: 1
            }
          ]
        }
      }
    })
  )
  return project
})
