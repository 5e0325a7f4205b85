/**
 * Tags of what reads answer (RFC 9110, 8.8.3): who has the answer already need not be sent it again, and who has seen a
 * version of a project can ask for a change of exactly that one.
 */
import { StreamVersion } from "@layercake/core/store/EventStore"
import { Option, Predicate } from "effect"
import { hash } from "node:crypto"

/** Begins with the project's version where the answer names it: `"12.5f2c..."`. */
export const of = (json: unknown, text: string): string => {
  const digest = hash("sha1", text, "base64url").slice(0, 16)
  const version =
    Predicate.hasProperty(json, "version") && Predicate.isNumber(json.version) ? json.version : undefined
  return version === undefined ? `"${digest}"` : `"${version}.${digest}"`
}

/** Whether `If-None-Match` names the tag, which is compared weakly. */
export const isNamed = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  (header.trim() === "*" || header.split(",").some((one) => one.trim().replace(/^W\//, "") === tag))

/** The version that `If-Match` holds: `"12"`, or a whole tag. None when it names no version. */
export const versionOf = (header: string): Option.Option<StreamVersion> => {
  const found = /^\s*"(\d{1,15})(?:\.[\w-]+)?"\s*$/.exec(header)
  return found === null ? Option.none() : Option.some(StreamVersion.make(Number(found[1])))
}
