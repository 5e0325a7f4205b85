/**
 * Finds wording that nobody can test: open places, and words of praise without a number or an outcome one can see.
 * Goes by words alone, so it finds what is plainly untestable and no more.
 */
export interface WordingFault {
  /** The word or words as written. */
  readonly found: string
  /** What to write instead. */
  readonly instead: string
}

/**
 * `support` is the text of the acceptance criteria of a requirement: a number there makes up for a word of praise in
 * the requirement.
 */
export const wordingFaults = (
  text: string,
  support: ReadonlyArray<string> = []
): ReadonlyArray<WordingFault> => {
  const measured = [text, ...support].some(hasNumber)
  const observable = measured || hasOutcome(text)
  return terms.flatMap((term) => {
    const found = term.words.exec(text)?.[0]
    const excused = (term.needs === "number" && measured) || (term.needs === "outcome" && observable)
    return found === undefined || excused ? [] : [{ found, instead: term.instead }]
  })
}

interface Term {
  readonly words: RegExp
  /** What makes up for it; `never` for places that were left open. */
  readonly needs: "number" | "outcome" | "never"
  readonly instead: string
}

const terms: ReadonlyArray<Term> = [
  {
    words: /\bTB[DCA]\b|\bto be (?:determined|decided|defined|confirmed)\b|\?{3}|\bTODO:|^TODO\b/i,
    needs: "never",
    instead: "what is to hold, or make a question of it and leave the requirement out until it is answered"
  },
  {
    words: /\betc\b\.?|\band so (?:on|forth)\b|\band (?:much )?more\b(?=\s*\.?\s*$)/i,
    needs: "never",
    instead: "the complete list"
  },
  {
    words: /\b(?:as|where|when|if) (?:appropriate|needed|necessary|required|possible|applicable|feasible)\b/i,
    needs: "never",
    instead: "exactly when it applies and what happens then"
  },
  {
    words:
      /\b(?:fast|faster|quick|quickly|rapid|rapidly|speedy|performant|high[- ]performance|low latency|scalable|efficient|efficiently|in a timely manner)\b/i,
    needs: "number",
    instead: "a number with a unit, such as `within 500 ms for 1,000 rooms`"
  },
  {
    words:
      /\b(?:user[- ]?friendly|easy|easier|easily|intuitive|intuitively|seamless|seamlessly|simple|simply|convenient|effortless|effortlessly)\b/i,
    needs: "outcome",
    instead: "what the person does and sees, such as `a booking takes at most three clicks`"
  },
  {
    words:
      /\b(?:robust|reliable|reliably|secure|securely|flexible|stable|high[- ]quality|well[- ]designed|state[- ]of[- ]the[- ]art|best practices?)\b/i,
    needs: "outcome",
    instead: "what happens in which case, such as `refuses a wrong password with the message …`"
  },
  {
    words:
      /\b(?:good|nice|better|best|great|beautiful|attractive|modern|clean|appropriate|appropriately|adequate|adequately|sufficient|sufficiently|reasonable|reasonably|proper|properly|suitable|acceptable)\b/i,
    needs: "outcome",
    instead: "an outcome that two people would judge alike"
  }
]

/** Ids do not count as numbers. */
const hasNumber = (text: string) =>
  /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twice|zero)\b/i.test(
    text.replace(/\b(?:US|FR|AC|NFR)-[\d.]+/g, "")
  )

const hasOutcome = (text: string) => outcome.test(text) || /["“„'‘`][^"”'’`]{2,200}["”'’`]/.test(text)

const outcome =
  /\b(?:shows?|shown|displays?|displayed|lists?|listed|returns?|returned|responds?|answers?|rejects?|rejected|refuses?|refused|denies|denied|redirects?|redirected|saves?|saved|stores?|stored|keeps?|kept|creates?|created|deletes?|deleted|removes?|removed|updates?|updated|sends?|sent|receives?|received|opens?|closes?|contains?|includes?|appears?|disappears?|disables?|disabled|enables?|enabled|marks?|marked|sorts?|sorted|filters?|filtered|prints?|writes?|written|logs?|logged|hides?|hidden|warns?|fails?|then)\b/i
