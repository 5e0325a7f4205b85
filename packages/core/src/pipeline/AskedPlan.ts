/**
 * Work that people asked for outside of what a gate needs: builds, pushes, deployments, requests and releases. It uses the
 * project's one folder and repository, so it waits for whatever else does, one after another, and once one has begun
 * everything else waits for it. Pure.
 */
import { projectOf, type ProjectState, rowsOf } from "../project/ProjectState.ts"
import type { DueWork } from "./DueWork.ts"

/** The work of the gates and commits, with the next of what was asked for where there is room for it. */
export const withAsked = (state: ProjectState, others: ReadonlyArray<DueWork>): ReadonlyArray<DueWork> => {
  const status = projectOf(state)?.status
  if (status !== "active" && status !== "completed") return others
  const [first] = askedAt(state)
  if (first === undefined) return others
  if (first.begun) return [...others.filter((work) => !usesFolder(work)), first.work]
  return others.some(usesFolder) ? others : [...others, first.work]
}

interface Asked {
  readonly work: DueWork
  readonly begun: boolean
  readonly at: string
}

/** What has begun comes first, then what was asked for first. */
const askedAt = (state: ProjectState): ReadonlyArray<Asked> => {
  const builds = rowsOf(state, "askedBuild").flatMap(({ askedAt, buildId, status }): ReadonlyArray<Asked> =>
    status === "ended"
      ? []
      : [{ work: { _tag: "RunAskedBuild", buildId }, begun: status === "started", at: askedAt }]
  )
  const deployments = rowsOf(state, "deployment").flatMap(
    ({ asked, health, key, startedAt, status, target }): ReadonlyArray<Asked> =>
      // One that runs is not done before it has answered, or was stopped because it did not.
      asked === undefined ||
      (status !== "asked" && status !== "started" && (status !== "running" || health?.healthy === true))
        ? []
        : [
            {
              work: { _tag: target === "push" ? "RunAskedPush" : "RunAskedDeployment", key },
              begun: status !== "asked",
              at: startedAt
            }
          ]
  )
  const requests = rowsOf(state, "pullRequest").flatMap(({ askedAt, id, status }): ReadonlyArray<Asked> =>
    status === "asked" ? [{ work: { _tag: "OpenPullRequest", id }, begun: false, at: askedAt }] : []
  )
  const releases = rowsOf(state, "release").flatMap(({ askedAt, status, tag }): ReadonlyArray<Asked> =>
    status === "asked" ? [{ work: { _tag: "MakeRelease", tag }, begun: false, at: askedAt }] : []
  )
  return [...builds, ...deployments, ...requests, ...releases].toSorted(
    (a, b) => Number(b.begun) - Number(a.begun) || (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)
  )
}

const usesFolder = ({ _tag }: DueWork): boolean =>
  _tag === "CommitTree" ||
  _tag === "RestoreTree" ||
  _tag === "BuildTree" ||
  _tag === "CheckTree" ||
  _tag === "PushTree" ||
  _tag === "DeployTree"
