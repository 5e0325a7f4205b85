/**
 * Files of a program that is there already, on their way into the first tree of a project: each is looked at before any
 * content is kept.
 */
import { pathFault, reservedFolder } from "@layercake/core/extract/PathShape"
import {
  ImportedFileRefused,
  importedBytesLimit,
  importedFilesLimit
} from "@layercake/core/operation/ProjectStateOperations"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { FilePath, type TreeFile } from "@layercake/core/tree/Tree"
import { Effect } from "effect"

export interface GivenFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** `own` is the path that nothing else may have. */
export const keep = Effect.fn("ImportedFiles.keep")(function* (
  files: ReadonlyArray<GivenFile>,
  own: FilePath
) {
  const refused = faultIn(files, own)
  if (refused !== undefined) return yield* refused
  const blobs = yield* BlobStore
  return yield* Effect.forEach(files, ({ bytes, path }) =>
    Effect.map(blobs.put(bytes), (digest): TreeFile => ({
      path: FilePath.make(path),
      digest,
      bytes: bytes.length
    }))
  )
})

const faultIn = (files: ReadonlyArray<GivenFile>, own: FilePath): ImportedFileRefused | undefined => {
  const refuse = (path: string, fault: string) => new ImportedFileRefused({ path, fault })
  const [first] = files
  if (files.length > importedFilesLimit)
    return refuse(
      first?.path ?? "",
      `is one of ${files.length} files, and at most ${importedFilesLimit} can be imported`
    )
  // A system that does not tell upper from lower case would have one file for both.
  const seen = new Set([own.toLowerCase()])
  const folders = new Set<string>()
  let bytes = 0
  for (const file of files) {
    const fault = pathFault(file.path)
    if (fault !== undefined) return refuse(file.path, `cannot be a file of the project: ${fault}`)
    const reserved = reservedFolder(file.path)
    if (reserved !== undefined)
      return refuse(file.path, `lies in ${reserved}, which is not part of a project`)
    const name = file.path.toLowerCase()
    if (name === own.toLowerCase()) return refuse(file.path, "is the place of the brief; give it as brief")
    if (seen.has(name)) return refuse(file.path, "is given twice")
    seen.add(name)
    for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1))
      folders.add(name.slice(0, end))
    bytes += file.bytes.length
    if (bytes > importedBytesLimit)
      return refuse(file.path, `and those before it have more than ${importedBytesLimit} bytes together`)
  }
  const both = files.find(({ path }) => folders.has(path.toLowerCase()))
  return both && refuse(both.path, "is a file and a folder at once")
}
