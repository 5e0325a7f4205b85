import { assert, describe, it } from "@effect/vitest"
import { lex } from "@layercake/core/extract/SourceLexer"

describe("SourceLexer", () => {
  it("reduces strings to nothing and takes comments out", () => {
    const source = lex(["const a = 'x // y' // z", "const b = `p ${q} r`"], "script")
    assert.deepStrictEqual(source, {
      code: ['const a = "" ', 'const b = ""q'],
      comments: [{ line: 0, text: "z", ownLine: false }],
      complete: true
    })
  })

  it("follows templates inside templates", () => {
    const source = lex(["f(`a ${g({ b: `c ${d} e` })} h`) // i", "`${`${1}`}`"], "script")
    assert.isTrue(source?.complete)
    assert.deepStrictEqual(source?.comments, [{ line: 0, text: "i", ownLine: false }])
  })

  it("passes over what is escaped in a string", () => {
    const source = lex(["const a = `\\`` // b", "const c = '\\'' // d"], "script")
    assert.isTrue(source?.complete)
    assert.deepStrictEqual(
      source?.comments.map(({ text }) => text),
      ["b", "d"]
    )
  })

  it("tells a regular expression from a division", () => {
    const source = lex(
      ["const a = b / c // d", "const e = /[/'\"`]/g // f", "if (/\\/`/.test(x)) {} // h"],
      "script"
    )
    assert.deepStrictEqual(
      source?.comments.map(({ text }) => text),
      ["d", "f", "h"]
    )
    assert.isTrue(source?.complete)
  })

  it("ends a string that nobody closed with its line", () => {
    const source = lex(["<p>Don't</p>", "// a"], "script")
    assert.deepStrictEqual(source?.comments, [{ line: 1, text: "a", ownLine: true }])
  })

  it("knows when a text ends inside a string or a comment", () => {
    assert.isFalse(lex(["const a = `"], "script")?.complete)
    assert.isFalse(lex(["/* a"], "slash")?.complete)
    assert.isFalse(lex(['a = """'], "python")?.complete)
    assert.isTrue(lex(["a = '''", "# b", "'''"], "python")?.complete)
  })

  it("joins the lines of a block comment without their stars", () => {
    const source = lex(["/**", " * a", " *", " * b", " */"], "slash")
    assert.deepStrictEqual(source?.comments, [{ line: 0, text: "a\nb", ownLine: true }])
  })

  it("does not read prose or markup", () => {
    assert.isUndefined(lex(["x"], "prose"))
    assert.isUndefined(lex(["x"], "markup"))
  })
})
