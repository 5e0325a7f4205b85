import { assert, describe, it } from "@effect/vitest"
import { isElision } from "@layercake/core/extract/ElisionPhrase"

describe("ElisionPhrase", () => {
  it.each([
    ["..."],
    ["…"],
    ["... rest unchanged"],
    ["rest of the file unchanged"],
    ["rest of file"],
    ["The rest of the component remains the same."],
    ["remainder of the function"],
    ["existing code"],
    ["... existing code ..."],
    ["...existing code..."],
    ["Existing imports remain unchanged"],
    ["other methods stay the same"],
    ["keep existing code here"],
    ["Previous code remains the same"],
    ["everything else stays the same"],
    ["all code above unchanged"],
    ["unchanged"],
    ["[unchanged]"],
    ["(rest of the styles)"],
    ["--- rest of file unchanged ---"],
    ["lines 10-50 unchanged"],
    ["... (lines 10-50 unchanged)"],
    ["implementation omitted for brevity"],
    ["code omitted"],
    ["... more routes"],
    ["other imports..."],
    ["… same as before …"],
    ["... your code here"]
  ])("hears an elision in: %s", (text) => {
    assert.isTrue(isElision(text))
  })

  it.each([
    [""],
    ["Starting server..."],
    ["loading more items..."],
    ["the rest of the arguments are forwarded"],
    ["rest of the props"],
    ["the rest of the code path is cold"],
    ["existing users keep their role"],
    ["Existing routes"],
    ["the order remains unchanged"],
    ["file unchanged since the last sync"],
    ["...args are forwarded to the handler"],
    ["... and then it retries"],
    ["Other users..."],
    ["remaining seats"],
    ["no changes needed"],
    ["the same key twice is one booking"],
    ["TODO: more tests"],
    ["a shorter name for brevity"],
    ["unchanged files are skipped"],
    ["code"]
  ])("hears none in: %s", (text) => {
    assert.isFalse(isElision(text))
  })
})
