/**
 * Where the owner of a data folder answers the other processes of the same user.
 */
import { createHash } from "node:crypto"
import { mkdirSync } from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { join, resolve } from "node:path"

/** Bytes that a socket's path may have on every system (`sun_path` of unix(7) has 108, of macOS 104). */
const longest = 100

/**
 * Inside the data folder, which only its user may enter. Where that path is too long for a socket, below a folder of the
 * user's own among the temporary ones, under a digest of the path.
 */
export const pathOf = (dataDirectory: string): string => {
  const inside = join(resolve(dataDirectory), "owner.sock")
  if (process.platform === "win32") return `\\\\.\\pipe\\layercake-${digestOf(inside)}`
  if (Buffer.byteLength(inside) <= longest) return inside
  const folder = join(tmpdir(), `layercake-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return join(folder, `${digestOf(inside)}.sock`)
}

const digestOf = (path: string) => createHash("sha256").update(path).digest("hex").slice(0, 32)
