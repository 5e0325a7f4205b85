import { RefName } from "@layercake/core/tree/RefName"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import type { Client } from "../CatalogueWorld.ts"
import { fresh, rooms } from "../CatalogueWorld.ts"
import { type Examples, plain } from "../OperationExample.ts"

const readme = FilePath.make("README.md")

/** The oldest commit that there is. */
const first = (client: Client) =>
  Effect.map(client["git.log"]({ project: rooms, limit: 500 }), ({ commits }) => commits.at(-1)!.sha)

let count = 0
const nextName = (prefix: string) => RefName.make(`${prefix}-${++count}`)

export const git: Examples<"git"> = {
  "git.status": plain({ project: rooms }),
  "git.log": plain({ project: rooms, path: readme, limit: 5 }),
  "git.show": (client) => Effect.map(first(client), (commit) => ({ project: rooms, commit })),
  "git.diff": (client) => Effect.map(first(client), (from) => ({ project: rooms, from, path: readme })),
  "git.file": plain({ project: rooms, commit: "main", path: readme }),
  "git.blame": plain({ project: rooms, path: readme }),
  "git.branches": plain({ project: rooms }),
  "git.branch": () => Effect.sync(() => ({ project: rooms, name: nextName("next") })),
  "git.tags": plain({ project: rooms }),
  "git.tag": () => Effect.sync(() => ({ project: rooms, name: nextName("v1") })),
  "git.commit": (client) => Effect.map(fresh(client), (project) => ({ project })),
  "git.remotes": plain({ project: rooms })
}
