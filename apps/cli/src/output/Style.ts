/**
 * Colours and symbols by what they mean. Plain text where there are no colours.
 */
const codes = { good: 32, bad: 31, wait: 33, quiet: 90, strong: 1, accent: 36 } as const

export type Tone = keyof typeof codes

export const paint = (colour: boolean, tone: Tone, text: string): string =>
  colour ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text

const tones: Readonly<Record<string, Tone>> = {
  approved: "good",
  passed: "good",
  running: "good",
  healthy: "good",
  completed: "good",
  skipped: "quiet",
  pending: "quiet",
  stopped: "quiet",
  open: "accent",
  reopened: "accent",
  "in-review": "wait",
  inconclusive: "wait",
  blocked: "bad",
  rejected: "bad",
  failed: "bad"
}

/** A status word in the colour of what it means. */
export const status = (colour: boolean, word: string): string => {
  const tone = tones[word]
  return tone === undefined ? word : paint(colour, tone, word)
}

// oxlint-disable-next-line no-control-regex -- control characters are what is removed
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Escape sequences and control characters of others' text are made harmless before it reaches a terminal. */
export const harmless = (text: string): string => text.replace(control, "\u00b7")
