/**
 * Which well-known package a name may be mistaken for. Knows nothing of the package that has the name.
 */
import { knownPackages } from "./KnownPackages.ts"
import { nameDistance } from "./NameDistance.ts"

export interface Lookalike {
  readonly known: string
  /** How it differs, for example `one character`. */
  readonly difference: string
}

/** None for a well-known name itself. */
export const lookalikeOf = (name: string): Lookalike | undefined => {
  if (knownPackages.has(name)) return undefined
  const confused = byForm.get(form(name))
  if (confused !== undefined) return { known: confused, difference: "hyphens, dots or the scope" }
  let best: (Lookalike & { readonly distance: number }) | undefined
  for (const known of knownPackages) {
    // Everybody may publish below a scope of their own, so only the scope may be misspelt, or only the name.
    if (name.startsWith("@") !== known.startsWith("@")) continue
    const limit = tolerance(known)
    const distance = limit === 0 ? 1 : nameDistance(name, known, limit)
    if (limit > 0 && distance <= limit && distance < (best?.distance ?? Infinity)) {
      best = { known, distance, difference: distance === 1 ? "one character" : `${distance} characters` }
    }
  }
  return best === undefined || !isPlausible(name, best)
    ? undefined
    : { known: best.known, difference: best.difference }
}

/** Known names that one may have meant, the nearest first; wider than a lookalike, for advice only. */
export const suggestionsFor = (name: string): ReadonlyArray<string> => {
  const near = [...knownPackages]
    .map((known) => ({ known, distance: nameDistance(name, known, 3) }))
    .filter(({ distance, known }) => distance <= Math.min(3, Math.floor(known.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .map(({ known }) => known)
  const confused = byForm.get(form(name))
  return [...new Set([...(confused === undefined ? [] : [confused]), ...near])].slice(0, 3)
}

/** Short names are near to each other by nature. */
const tolerance = (known: string) => (known.length < 4 ? 0 : known.length < 9 ? 1 : 2)

/** Two mistakes are one typing error only where the beginning is right. */
const isPlausible = (name: string, found: { readonly distance: number; readonly known: string }) =>
  found.distance === 1 || name.slice(0, 3) === found.known.slice(0, 3)

/** What is left of a name without the signs that people forget or swap. */
const form = (name: string) =>
  name
    .toLowerCase()
    .replace(/[@/._-]/g, "")
    .replace(/(?<=..)js$/, "")

const byForm: ReadonlyMap<string, string> = new Map([...knownPackages].map((known) => [form(known), known]))
