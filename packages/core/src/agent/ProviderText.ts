/**
 * Words of a provider or of its SDK made fit to be shown and kept: without the key, without credentials in addresses, and
 * not too long.
 */

const longest = 1000

/** `key`: empty when there is none. */
export const shownText = (key: string, text: string): string => {
  const safe = (key === "" ? text : text.replaceAll(key, "<redacted>")).replaceAll(
    /\/\/[^/\s@]*@/g,
    "//<redacted>@"
  )
  return safe.length > longest ? `${safe.slice(0, longest)}...` : safe
}
