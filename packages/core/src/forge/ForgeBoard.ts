/**
 * Two projections: one row for each request, and one for each release.
 */
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { PullRequestRow, ReleaseRow } from "./Publication.ts"

const asked = (at: Timestamp) => ({
  status: "asked" as const,
  commit: null,
  address: null,
  detail: null,
  askedAt: at,
  updatedAt: at
})

type Published = Extract<FactoryEvent, { readonly _tag: "PullRequestOpened" | "ReleaseMade" }>
type Failed = Extract<FactoryEvent, { readonly _tag: "PullRequestFailed" | "ReleaseFailed" }>

const published = ({ address, commit }: Published, at: Timestamp) => ({
  status: "published" as const,
  address,
  commit,
  updatedAt: at
})

const failed = ({ reason }: Failed, at: Timestamp) => ({
  status: "failed" as const,
  detail: reason,
  updatedAt: at
})

/** What was on its way when the project was forked is the parent's. */
const forked = <Row extends PullRequestRow | ReleaseRow>() => ({
  keys: (_event: { readonly parent: string }, rows: Projection.Rows<Row>) =>
    Array.from(rows).flatMap(([key, row]) => (row.status === "asked" ? [key] : [])),
  evolve: (row: Row | undefined, event: { readonly parent: string }, fact: { readonly at: Timestamp }) =>
    row && { ...row, status: "failed" as const, detail: `of ${event.parent}`, updatedAt: fact.at }
})

export const pullRequestBoard = Projection.make<PullRequestRow>("pullRequest", PullRequestRow, {
  PullRequestAsked: Projection.put(
    (event) => event.id,
    ({ base, body, branch, id, title, tree }, fact) => ({
      id,
      title,
      body,
      branch,
      base,
      tree,
      ...asked(fact.at)
    })
  ),
  PullRequestOpened: Projection.change(
    (event) => event.id,
    (row, event, fact) => ({ ...row, ...published(event, fact.at) })
  ),
  PullRequestFailed: Projection.change(
    (event) => event.id,
    (row, event, fact) => ({ ...row, ...failed(event, fact.at) })
  ),
  ProjectForked: forked<PullRequestRow>()
})

export const releaseBoard = Projection.make<ReleaseRow>("release", ReleaseRow, {
  ReleaseAsked: Projection.put(
    (event) => event.tag,
    ({ notes, tag, tree }, fact) => ({ tag, notes, tree, ...asked(fact.at) })
  ),
  ReleaseMade: Projection.change(
    (event) => event.tag,
    (row, event, fact) => ({ ...row, ...published(event, fact.at) })
  ),
  ReleaseFailed: Projection.change(
    (event) => event.tag,
    (row, event, fact) => ({ ...row, ...failed(event, fact.at) })
  ),
  ProjectForked: forked<ReleaseRow>()
})
