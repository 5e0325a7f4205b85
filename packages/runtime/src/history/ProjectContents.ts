/**
 * The contents that a project's events name, and which event named each first. Read once and then followed, since a
 * stream is long and only grows.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Stream } from "effect"
import { namedBy } from "./NamedContents.ts"

export interface Naming {
  readonly version: StreamVersion
  readonly type: string
}

interface Followed {
  version: number
  readonly contents: Map<BlobDigest, Naming>
}

/** Projects that are followed at one time; the one that was asked for longest ago is forgotten. */
const most = 100

export const make = () => {
  const followed = new Map<ProjectId, Followed>()
  return Effect.fnUntraced(function* (project: ProjectId) {
    const store = yield* EventStore
    const known = followed.get(project) ?? { version: 0, contents: new Map<BlobDigest, Naming>() }
    yield* store.readStream(project, { from: StreamVersion.make(known.version + 1) }).pipe(
      Stream.runForEach((event) =>
        Effect.sync(() => {
          // Somebody else may have followed it meanwhile.
          if (event.version <= known.version) return
          known.version = event.version
          for (const digest of namedBy(event))
            if (!known.contents.has(digest))
              known.contents.set(digest, { version: event.version, type: event.type })
        })
      )
    )
    followed.delete(project)
    followed.set(project, known)
    for (const oldest of followed.keys()) {
      if (followed.size <= most) break
      followed.delete(oldest)
    }
    return known.contents as ReadonlyMap<BlobDigest, Naming>
  })
}
