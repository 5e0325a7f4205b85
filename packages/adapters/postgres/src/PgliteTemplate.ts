/**
 * A database as `initdb` leaves it, kept in the user's temporary folder: making one takes seconds, copying one a fraction.
 * One for each release of PGlite. Whatever is wrong with it, a database is made without it.
 */
import { PGlite, type PGliteOptions } from "@electric-sql/pglite"
import { hash } from "node:crypto"
import { statSync } from "node:fs"
import { lstat, mkdir, open, readFile, rename } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { gunzip, gzip } from "node:zlib"

/** A new database, from the template when there is one; makes the template otherwise. */
export const createPglite = (options: PGliteOptions, clear: () => void = () => {}): Promise<PGlite> =>
  readTemplate().then(
    (template) =>
      PGlite.create({ ...options, loadDataDir: new Blob([template]) }).catch(() => {
        clear()
        return PGlite.create(options)
      }),
    () => PGlite.create(options).then((database) => keepTemplate(database).then(() => database))
  )

const user = process.getuid?.() ?? "user"
const folder = join(tmpdir(), `layercake-pglite-${user}`)

/** Named for the very program that made it. */
const file = () => {
  const program = fileURLToPath(import.meta.resolve("@electric-sql/pglite/initdb.wasm"))
  const { size, mtimeMs } = statSync(program)
  return join(folder, `${hash("sha256", `${program} ${size} ${mtimeMs}`).slice(0, 16)}.tar.gz`)
}

/** Nobody else may have put anything there. */
const checkFolder = () =>
  lstat(folder).then((found) =>
    found.isDirectory() &&
    (process.getuid === undefined || (found.uid === user && (found.mode & 0o077) === 0))
      ? undefined
      : Promise.reject(new Error(`${folder} is not this user's alone`))
  )

/** Its checksum is checked on the way. */
const readTemplate = () =>
  checkFolder()
    .then(() => readFile(file()))
    .then((packed) => promisify(gunzip)(packed))

const keepTemplate = (database: PGlite): Promise<void> =>
  mkdir(folder, { recursive: true, mode: 0o700 })
    .then(checkFolder)
    .then(() => database.dumpDataDir("none"))
    .then((dump) => dump.arrayBuffer())
    .then((bytes) => promisify(gzip)(bytes, { level: 1 }))
    .then((packed) => {
      const draft = `${file()}.${process.pid}`
      return open(draft, "w", 0o600).then((handle) =>
        handle
          .writeFile(packed)
          .finally(() => handle.close())
          .then(() => rename(draft, file()))
      )
    })
    .catch(() => {})
