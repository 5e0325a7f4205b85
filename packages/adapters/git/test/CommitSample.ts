/**
 * A commit as the tests of this package ask for it.
 */
import { Timestamp } from "@layercake/core/event/Timestamp"
import type { CommitRequest } from "@layercake/core/port/Repository"

export const requestFor = (directory: string, key: string, paths: ReadonlyArray<string>): CommitRequest => ({
  directory,
  key,
  subject: `Work of ${key}`,
  body: "",
  trailers: {},
  author: { name: "Backend developer", email: "backend@localhost" },
  at: Timestamp.make("2026-11-22T10:00:00.000Z"),
  paths
})
