/**
 * One row for each requirement that was ever listed: what it says, and where it is specified, written, tested, proven
 * and deployed. A requirement that left its document stays as withdrawn, with what was known of it.
 */
import { Schema } from "effect"
import { DeploymentKey } from "../deployment/DeploymentEvent.ts"
import { DeploymentTarget } from "../port/Deployer.ts"
import * as Projection from "../projection/Projection.ts"
import { ProofId, ProofKind, ProofOutcome } from "../proof/Proof.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath, TreeDigest } from "../tree/Tree.ts"
import {
  type RequirementId,
  SpecificationElement,
  StatedRequirement,
  TracedFile,
  TracedTest
} from "./Requirement.ts"
import type { RequirementsListed, RequirementsTraced } from "./RequirementEvent.ts"

/** The kind of proof that found it. */
const proof = { proof: ProofKind }

const { line, ...stated } = StatedRequirement.fields

export const RequirementProof = Schema.Struct({
  proofId: ProofId,
  kind: ProofKind,
  tree: TreeDigest,
  outcome: ProofOutcome,
  /** Version of the project's stream. */
  version: Schema.Int
})
export type RequirementProof = typeof RequirementProof.Type

export const RequirementDeployment = Schema.Struct({
  key: DeploymentKey,
  target: DeploymentTarget,
  tree: TreeDigest,
  /** `inherited`: of the project that this one was forked from. */
  status: Schema.Literals(["started", "running", "failed", "stopped", "inherited"]),
  /** Version of the project's stream in which it began. */
  version: Schema.Int
})
export type RequirementDeployment = typeof RequirementDeployment.Type

export const RequirementRow = Schema.Struct({
  ...stated,
  document: Schema.Struct({ path: FilePath, digest: BlobDigest, line }),
  status: Schema.Literals(["listed", "withdrawn"]),
  /** Version of the project's stream in which it was listed first, and in which what it says changed last. */
  listedAt: Schema.Int,
  changedAt: Schema.Int,
  /** Null while it is listed. */
  withdrawnAt: Schema.NullOr(Schema.Int),
  elements: Schema.Array(Schema.Struct({ ...proof, ...SpecificationElement.fields })),
  files: Schema.Array(Schema.Struct({ ...proof, ...TracedFile.fields })),
  tests: Schema.Array(Schema.Struct({ ...proof, ...TracedTest.fields })),
  /** The latest of each kind that was about the requirements; oldest first. */
  proofs: Schema.Array(RequirementProof),
  /** The latest to each target whose tree held it. */
  deployments: Schema.Array(RequirementDeployment)
})
export type RequirementRow = typeof RequirementRow.Type

export const requirementBoard = Projection.make<RequirementRow>("requirement", RequirementRow, {
  RequirementsListed: {
    keys: (event, rows) => [
      ...new Set([
        ...statements(event).keys(),
        ...Array.from(rows)
          .filter(([, row]) => row.document.path === event.path)
          .map(([key]) => key)
      ])
    ],
    evolve: (row, event, { version }, key) => {
      const statement = statements(event).get(key)
      if (statement !== undefined) return listed(row, statement, event, version)
      return row === undefined || row.status === "withdrawn"
        ? row
        : { ...row, status: "withdrawn", withdrawnAt: version }
    }
  },
  RequirementsTraced: {
    keys: (_event, rows) => listedKeys(rows),
    evolve: (row, event, { version }, key) => row && traced(row, event, version, key)
  },
  DeploymentStarted: {
    keys: (_event, rows) => listedKeys(rows),
    evolve: (row, { key, target, tree }, { version }) =>
      row && {
        ...row,
        deployments: [
          ...row.deployments.filter((deployment) => deployment.target !== target),
          { key, target, tree, status: "started", version }
        ]
      }
  },
  DeploymentSucceeded: becoming("running"),
  DeploymentFailed: becoming("failed"),
  DeploymentStopped: becoming("stopped"),
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows, ([key]) => key),
    evolve: (row) =>
      row === undefined || row.deployments.every(({ status }) => status !== "started" && status !== "running")
        ? row
        : {
            ...row,
            deployments: row.deployments.map((deployment) =>
              deployment.status === "started" || deployment.status === "running"
                ? { ...deployment, status: "inherited" }
                : deployment
            )
          }
  }
})

function becoming(status: RequirementDeployment["status"]) {
  return {
    keys: ({ key }: { readonly key: DeploymentKey }, rows: Projection.Rows<RequirementRow>) =>
      Array.from(rows)
        .filter(([, row]) => row.deployments.some((deployment) => deployment.key === key))
        .map(([id]) => id),
    evolve: (row: RequirementRow | undefined, { key }: { readonly key: DeploymentKey }) =>
      row && {
        ...row,
        deployments: row.deployments.map((deployment) =>
          deployment.key === key ? { ...deployment, status } : deployment
        )
      }
  }
}

const listedKeys = (rows: Projection.Rows<RequirementRow>): ReadonlyArray<string> =>
  Array.from(rows)
    .filter(([, row]) => row.status === "listed")
    .map(([key]) => key)

/** By id: looking through the list for each of them would be quadratic. The first of two with one id counts. */
const statements = (event: RequirementsListed): ReadonlyMap<string, StatedRequirement> => {
  const known = byId.get(event) ?? new Map(event.requirements.toReversed().map((one) => [one.id, one]))
  byId.set(event, known)
  return known
}
const byId = new WeakMap<RequirementsListed, ReadonlyMap<string, StatedRequirement>>()

const listed = (
  row: RequirementRow | undefined,
  { line, ...statement }: StatedRequirement,
  event: RequirementsListed,
  version: number
): RequirementRow => ({
  ...statement,
  document: { path: event.path, digest: event.digest, line },
  status: "listed",
  listedAt: row?.listedAt ?? version,
  changedAt: row !== undefined && sameWords(row, statement) ? row.changedAt : version,
  withdrawnAt: null,
  elements: row?.elements ?? [],
  files: row?.files ?? [],
  tests: row?.tests ?? [],
  proofs: withProof(row?.proofs ?? [], event, version),
  deployments: row?.deployments ?? []
})

const sameWords = (row: RequirementRow, statement: Omit<StatedRequirement, "line">): boolean =>
  row.text === statement.text &&
  row.excluded === statement.excluded &&
  row.nonFunctional === statement.nonFunctional &&
  row.criteria.length === statement.criteria.length &&
  row.criteria.every(({ id, text }, index) => {
    const other = statement.criteria[index]
    return id === other?.id && text === other.text
  })

const traced = (
  row: RequirementRow,
  event: RequirementsTraced,
  version: number,
  key: string
): RequirementRow => ({
  ...row,
  elements: replaced(row.elements, event.elements, event.kind, key),
  files: replaced(row.files, event.files, event.kind, key),
  tests: replaced(row.tests, event.tests, event.kind, key),
  proofs: withProof(row.proofs, event, version)
})

const replaced = <A extends { readonly proof: ProofKind }>(
  before: ReadonlyArray<A>,
  found: ReadonlyArray<Omit<A, "proof"> & { readonly requirement: RequirementId }> | undefined,
  proof: ProofKind,
  key: string
): ReadonlyArray<A> =>
  found === undefined
    ? before
    : [
        ...before.filter((one) => one.proof !== proof),
        ...found
          .filter(({ requirement }) => requirement === key)
          .map((one) => {
            const { requirement: _, ...rest } = one
            return { proof, ...rest } as unknown as A
          })
      ]

const withProof = (
  proofs: ReadonlyArray<RequirementProof>,
  { kind, outcome, proofId, tree }: RequirementsListed | RequirementsTraced,
  version: number
): ReadonlyArray<RequirementProof> => [
  ...proofs.filter((proof) => proof.kind !== kind),
  { proofId, kind, tree, outcome, version }
]
