import { assert, describe, it } from "@effect/vitest"
import { outlineOfPage } from "@layercake/core/document/PageOutline"

describe("the outline of a page", () => {
  it("is its title, its headings in order and how much can be used in it", () => {
    assert.deepStrictEqual(
      outlineOfPage(
        `<html><head><title>Rooms &amp; more</title><style>h1 {}</style></head><body><h1 class="a">All <b>rooms</b></h1>
        <h2></h2><h2>Book</h2><button>Go</button><a href="#">x</a><input><script>"<h1>no</h1><button>"</script></body>`
      ),
      { title: "Rooms & more", headings: ["All rooms", "Book"], controls: 3 }
    )
  })

  it("is empty for what is no page", () => {
    assert.deepStrictEqual(outlineOfPage("// option 1"), { title: null, headings: [], controls: 0 })
    assert.deepStrictEqual(outlineOfPage("<title> </title><!-- <h1>old</h1> -->"), {
      title: null,
      headings: [],
      controls: 0
    })
  })

  it("does not take long over what never closes", () => {
    const long = "<h1><title><script>".repeat(5_000)
    assert.isNull(outlineOfPage(long).title)
  })
})
