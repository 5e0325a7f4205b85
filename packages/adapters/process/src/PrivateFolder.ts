/**
 * A command's own folder beside its workspace, for sandboxes that cannot lay out a file system of their own: programs,
 * home and temporary files. Removed with its scope.
 */
import { Effect, FileSystem } from "effect"
import * as NodeToolchain from "./NodeToolchain.ts"

export interface PrivateFolderOptions {
  readonly toolchain: NodeToolchain.NodeToolchain
  /** npm's settings; none when left out. */
  readonly npmrc?: string
  /** Who the home and the temporary files belong to; who makes it when left out. */
  readonly uid?: number
}

/** Its absolute path, links resolved. */
export const make = Effect.fnUntraced(function* ({ npmrc, toolchain, uid }: PrivateFolderOptions) {
  const files = yield* FileSystem.FileSystem
  const folder = yield* Effect.flatMap(files.makeTempDirectoryScoped({ prefix: "layercake-" }), (path) =>
    files.realPath(path)
  )
  for (const inner of ["bin", "home", "tmp"]) yield* files.makeDirectory(`${folder}/${inner}`)
  yield* NodeToolchain.link(toolchain, `${folder}/bin`)
  if (npmrc !== undefined) yield* files.writeFileString(`${folder}/home/.npmrc`, npmrc)
  if (uid !== undefined) {
    yield* files.chmod(folder, 0o711)
    for (const inner of ["home", "tmp"]) yield* files.chown(`${folder}/${inner}`, uid, uid)
    for (const inner of ["bin"]) yield* files.chmod(`${folder}/${inner}`, 0o755)
  }
  return folder
})

/** The variables that name it. */
export const environment = (folder: string, path = NodeToolchain.systemPath) => ({
  PATH: `${folder}/bin:${path}`,
  HOME: `${folder}/home`,
  TMPDIR: `${folder}/tmp`
})
