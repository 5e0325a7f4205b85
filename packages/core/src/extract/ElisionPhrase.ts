/**
 * Recognises the sentences with which a model leaves code out: "... existing code ...", "rest of the file unchanged".
 * Judges one sentence; where it stands is weighed by `ElisionScan`.
 */

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "))

const codeNouns = words(
  "code file files class function functions component components method methods implementation implementations module " +
    "document script content contents style styles stylesheet css html markup template schema test tests suite cases " +
    "config configuration settings import imports export exports route routes handler handlers page section sections logic " +
    "body definition definitions rule rules props state types fields properties lines part parts"
)

/** Of these, "rest of the ..." needs no more words to be clear. */
const wholeNouns = words(
  "code file class function functions component method methods implementation module document script content contents " +
    "stylesheet template schema tests styles"
)

/** What may follow "the rest of the file" without saying anything else. */
const unchangedTail = words(
  "is are be remain remains stay stays unchanged unmodified untouched the same as before above below it was were here goes " +
    "go omitted for brevity clarity space continues follows not shown identical intact to keep kept and exactly left in " +
    "original previous version existing your this that now still with no changes"
)
const unchanged = words(
  "unchanged unmodified untouched same remain remains stay stays omitted brevity identical intact here kept"
)

/** Beside three dots these say that something was left out. */
const dotted = words(
  "rest remaining remainder existing previous unchanged same other others more omitted continue continues continued etc " +
    "before code implementation imports methods functions fields properties logic handlers routes tests styles body content " +
    "contents original similar additional file truncated snip"
)

/** Words that say nothing by themselves. */
const fillers = words("and or of a an all any add our my their its from at on by so far etc")
/** First words after which others only say what was left out. */
const qualifiers = words(
  "rest remaining remainder existing previous same other others more unchanged original"
)

/** Nothing but three dots, in brackets or not. */
export const isDots = (text: string): boolean => /^[\s[(-]*(?:\.{3,6}|…)[\s\])-]*$/.test(text)

interface Sentence {
  readonly words: ReadonlyArray<string>
  readonly text: string
  readonly dotsBefore: boolean
  /** A space parts the dots from the words, so it is no spread of a name. */
  readonly apart: boolean
  readonly dotsAfter: boolean
}

const maxSentence = 160

/** The text of a comment, or of a line in brackets, that stands for what was left out. */
export const isElision = (text: string): boolean => {
  if (text.length > maxSentence) return false
  const sentence = read(text)
  if (sentence.words.length === 0) return isDots(text)
  if (sentence.words.length > 14) return false
  return saysUnchanged(sentence) || saysOmitted(sentence.text) || saysMore(sentence)
}

const read = (text: string): Sentence => {
  const plain = text.toLowerCase().replaceAll("…", "...").replace(/\s+/g, " ")
  const bare = trimMarks(plain)
  const core = trimMarks(bare.replace(/^\.{2,}/, "").replace(/\.{2,}$/, "")).replace(/[.!]$/, "")
  const list = core.split(/[\s,;:()[\]—–-]+/).filter((word) => word !== "" && word !== "...")
  return {
    words: list,
    text: list.join(" "),
    dotsBefore: /^\.{3}/.test(bare),
    apart: /^\.{3,}(?: |$|[([])/.test(bare),
    dotsAfter: /\.{3}$/.test(bare)
  }
}

/** White space, brackets and rules around a sentence. */
const trimMarks = (text: string): string => {
  const marks = " -=*#/<>()[]{}:;,!~_"
  let start = 0
  let end = text.length
  while (start < end && marks.includes(text[start]!)) start += 1
  while (end > start && marks.includes(text[end - 1]!)) end -= 1
  return text.slice(start, end)
}

/** "rest of the file", "existing code", "other methods remain the same", "everything else stays the same". */
const saysUnchanged = ({ dotsAfter, dotsBefore, text }: Sentence): boolean => {
  if (/^(?:unchanged|snip|code unchanged|same as before)$/.test(text)) return true
  if (
    /^(?:keep )?(?:(?:the|your|all) )?(?:existing|previous|original|remaining|unchanged) code(?: here| above| below)?$/.test(
      text
    )
  )
    return true
  if (/^lines? \d+ (?:to )?\d+ (?:are )?(?:unchanged|omitted)$/.test(text)) return true
  const subject =
    /^(?:the )?(?:rest|remainder) of (?:(?:the|this|your|our|my) )?/.exec(text) ??
    /^(?:(?:keep|all|the|your|any) ){0,2}(?:existing|previous|original|remaining|other|unchanged) /.exec(
      text
    ) ??
    /^(?:keep )?(?:(?:everything|all|anything|nothing) else|(?:all|the)? ?code (?:above|below)) ?/.exec(text)
  if (subject === null) return false
  const after = text
    .slice(subject[0].length)
    .split(" ")
    .filter((word) => word !== "")
  const noun = after.findIndex((word) => codeNouns.has(word))
  const isRest = /\b(?:rest|remainder) of /.test(subject[0])
  if (noun > 2 || (noun === -1 && !/else|above|below/.test(subject[0]))) return false
  const tail = after.slice(noun + 1)
  if (!tail.every((word) => unchangedTail.has(word) || codeNouns.has(word))) return false
  if (tail.some((word) => unchanged.has(word)) || dotsBefore || dotsAfter) return true
  return isRest && wholeNouns.has(after[noun] ?? "")
}

const saysOmitted = (text: string): boolean =>
  /^(?:\S+ ){0,4}(?:omitted|truncated|elided|snipped|abbreviated|shortened|skipped|removed|left out) for (?:brevity|clarity|space)\b/.test(
    text
  ) ||
  /^(?:the )?(?:code|implementation|content|contents|rest|body|details) (?:is |are )?(?:omitted|elided|truncated|not shown)$/.test(
    text
  )

/** "... more routes", "other methods...". */
const saysMore = ({ apart, dotsAfter, dotsBefore, words }: Sentence): boolean => {
  if (words.length > 8) return false
  if (dotsBefore) {
    if (!apart)
      return (
        words.length > 1 &&
        dotted.has(words[0]!) &&
        words.slice(1).some((word) => codeNouns.has(word) || unchanged.has(word))
      )
    const known = [dotted, codeNouns, unchangedTail, fillers]
    const others = words.filter((word) => !known.some((set) => set.has(word))).length
    const allowed = (qualifiers.has(words[0]!) ? 1 : 0) + (dotsAfter ? 1 : 0)
    return others <= allowed && words.some((word) => dotted.has(word))
  }
  return (
    dotsAfter &&
    words.length <= 6 &&
    /^(?:rest|remaining|existing|other|more|same|previous)$/.test(words[words[0] === "the" ? 1 : 0] ?? "") &&
    (words.length === 1 || words.some((word) => codeNouns.has(word)))
  )
}
