/**
 * Which paths of a working copy an agent can change. The rest belongs to tools and is neither read nor taken.
 */
import { reservedFolder } from "../extract/PathShape.ts"

export const isCopied = (path: string): boolean =>
  reservedFolder(path) === undefined && !path.toLowerCase().split("/").includes(".npmrc")
