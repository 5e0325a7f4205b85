/**
 * The `$ref`s of an OpenAPI document: where they lead, and which lead nowhere. Anchors are left to the validator.
 */
import { Predicate, Result } from "effect"
import { type Document, isScalar, visit } from "yaml"

export type Json = { readonly [key: string]: unknown }

export interface BrokenReference {
  /** Of the key `$ref`, in the text. */
  readonly offset: number
  readonly message: string
}

export const brokenReferences = (document: Document.Parsed, root: Json): ReadonlyArray<BrokenReference> => {
  const found: Array<BrokenReference> = []
  visit(document, {
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || pair.key.value !== "$ref" || !isScalar(pair.value)) return
      const reference = pair.value.value
      if (typeof reference !== "string" || reference === "#" || /^#[^/]/.test(reference)) return
      const offset = pair.key.range?.[0] ?? 0
      if (!reference.startsWith("#/")) {
        found.push({
          offset,
          message: `$ref ${reference} leads out of the file. Move what it means below \`components\`.`
        })
      } else if (follow(reference, root) === undefined) {
        found.push({
          offset,
          message: `$ref ${reference} leads nowhere. Define it or correct the reference.`
        })
      }
    }
  })
  return found
}

/** What a reference such as `#/components/schemas/Room` means; undefined when it leads nowhere or out of the file. */
export const follow = (reference: unknown, root: Json): unknown =>
  typeof reference === "string" && reference.startsWith("#/")
    ? reference
        .slice(2)
        .split("/")
        .map(unescape)
        .reduce<unknown>(
          (value, key) =>
            Predicate.isObjectOrArray(value) && Object.hasOwn(value, key) ? (value as Json)[key] : undefined,
          root
        )
    : undefined

/** One segment of a JSON pointer, RFC 6901, within a URI fragment. */
export const unescape = (segment: string): string =>
  Result.getOrElse(
    Result.try(() => decodeURIComponent(segment)),
    () => segment
  )
    .replaceAll("~1", "/")
    .replaceAll("~0", "~")
