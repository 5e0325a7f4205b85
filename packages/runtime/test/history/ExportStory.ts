/**
 * Out of one factory and into another, as a client does it: lines out, small parts in.
 */
import type { BlobDigest } from "@layercake/core/store/Blob"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect, Stream } from "effect"
import * as Export from "../../src/history/Export.ts"
import * as Import from "../../src/history/Import.ts"
import * as ImportParts from "../../src/history/ImportParts.ts"
import { rooms } from "../FactoryStory.ts"

export type Layered =
  | Effect.Services<ReturnType<typeof Import.take>>
  | Effect.Services<ReturnType<typeof exported>>

export type Lines = ReadonlyArray<string>

export const exported = (options: { readonly contents?: boolean } = {}) =>
  Stream.runCollect(Export.lines(rooms, options))

/** Sends the lines in small parts, cut anywhere, and imports them. */
export const imported = Effect.fnUntraced(function* (lines: Lines) {
  const bytes = bytesOf(lines.map((line) => `${line}\n`).join(""))
  const parts: Array<BlobDigest> = []
  for (let start = 0; start < bytes.length; start += 5003)
    parts.push(yield* ImportParts.put("test", parts.length, bytes.subarray(start, start + 5003)))
  return yield* Import.take({ id: "test", parts })
})
