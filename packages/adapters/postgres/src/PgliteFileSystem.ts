/**
 * PGlite's Node file system with the one thing that it leaves out, `fsync`. With it, and without PGlite's own `-F`,
 * a commit is on the disk before it is acknowledged, as with any Postgres.
 */
import { PGlite } from "@electric-sql/pglite"
import { NodeFS } from "@electric-sql/pglite/nodefs"
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { createPglite } from "./PgliteTemplate.ts"

/** Opens the database in the directory; makes it first when there is none. What is there is never made anew. */
export const openPglite = (directory: string): Promise<PGlite> => {
  const data = join(directory, "postgres")
  return (existsSync(data) ? Promise.resolve() : create(directory, data)).then(() =>
    existsSync(join(data, "PG_VERSION"))
      ? PGlite.create({ fs: new SyncedNodeFs(data), startParams })
      : Promise.reject(new Error(`${data} holds no database`))
  )
}

/** A half-made database is never opened: it is made beside its place, synced, and moved there in one step. */
const create = (directory: string, data: string): Promise<void> => {
  const draft = join(directory, "postgres.new")
  const clear = () => rmSync(draft, { recursive: true, force: true })
  clear()
  return createPglite({ dataDir: draft }, clear)
    .then((database) => database.close())
    .then(() => {
      for (const entry of readdirSync(draft, { recursive: true, encoding: "utf8" })) sync(join(draft, entry))
      sync(draft)
      renameSync(draft, data)
      sync(directory)
    })
}

const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  // The only method whose system call reaches the file system below.
  "-c",
  "wal_sync_method=fsync",
  // Keeps fewer segments for reuse; `PgliteUpkeep` makes the checkpoints.
  "-c",
  "max_wal_size=128MB"
]

class SyncedNodeFs extends NodeFS {
  override init(database: PGlite, options: Parameters<NodeFS["init"]>[1]): ReturnType<NodeFS["init"]> {
    return super.init(database, options).then(({ emscriptenOpts }) => ({
      emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] }
    }))
  }
}

interface NodeFsModule {
  readonly NODEFS: {
    readonly stream_ops: { fsync?: (stream: OpenFile) => number }
    readonly realPath: (node: unknown) => string
  }
}

interface OpenFile {
  readonly node: unknown
  /** Not there for a directory. */
  readonly nfd?: number
}

const addFsync = (module: unknown) => {
  const { NODEFS } = module as NodeFsModule
  NODEFS.stream_ops.fsync = (stream) => {
    if (stream.nfd === undefined) sync(NODEFS.realPath(stream.node))
    else fsyncSync(stream.nfd)
    return 0
  }
}

const sync = (path: string) => {
  const descriptor = openSync(path, "r")
  fsyncSync(descriptor)
  closeSync(descriptor)
}
