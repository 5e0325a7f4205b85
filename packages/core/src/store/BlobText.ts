/**
 * Between text and the bytes of a blob: UTF-8, by the platform's own encoder, which the language's library leaves out.
 */
declare const TextEncoder: new () => { readonly encode: (text: string) => Uint8Array }
declare const TextDecoder: new (label: "utf-8") => { readonly decode: (bytes: Uint8Array) => string }

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Bytes that are not UTF-8 become U+FFFD. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8").decode(bytes)
