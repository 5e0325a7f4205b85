/**
 * Files that are routes by where they lie, in Next: `app/rooms/[id]/route.ts` and `pages/api/rooms.ts`.
 */
import { fromPath, type RoutePattern } from "./RoutePattern.ts"

/** Undefined when the file is no route. Groups such as `(shop)` and slots such as `@side` are no part of a path. */
export const fileRoute = (path: string): RoutePattern | undefined => {
  const app = /^(?:src\/)?app\/(?:(.*)\/)?route\.[jt]sx?$/.exec(path)
  if (app !== null) return fromPath(`/${visible(app[1] ?? "")}`)
  const page = /^(?:src\/)?pages\/(api\/.*)\.[jt]sx?$/.exec(path)
  return page === null ? undefined : fromPath(`/${visible(page[1] ?? "").replace(/(?:^|\/)index$/, "")}`)
}

const visible = (folder: string): string =>
  folder
    .split("/")
    .filter((segment) => !/^\(.*\)$|^@/.test(segment))
    .join("/")
