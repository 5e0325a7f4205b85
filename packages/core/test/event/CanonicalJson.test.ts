/**
 * Figures are those of RFC 8785: sections 3.2.2 and 3.2.3, and appendix B.
 */
import { assert, describe, it } from "@effect/vitest"
import { canonicalJson, isSameJson } from "@layercake/core/event/CanonicalJson"
import { Arbitrary, Equal, Schema } from "effect"

/** Appendix B: the bits of an IEEE 754 double, and how it is written. */
const numbers: ReadonlyArray<readonly [bits: string, text: string]> = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"]
]

const doubleOf = (bits: string): number =>
  new Float64Array(BigUint64Array.of(BigInt(`0x${bits}`)).buffer)[0] ?? Number.NaN

const parsed = (text: string) => JSON.parse(text) as Schema.Json

/** The same value with the members of every object the other way round. */
const turned = (value: Schema.Json): Schema.Json => {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(turned)
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, turned(member)] as const)
      .toReversed()
  )
}

const nested = (levels: number): Schema.Json => {
  let value: Schema.Json = 1
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

describe("canonical JSON", () => {
  it("writes numbers as the RFC's table does", () => {
    for (const [bits, text] of numbers) assert.strictEqual(canonicalJson(doubleOf(bits)), text, bits)
  })

  it("writes the RFC's example as the RFC does", () => {
    const example = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`

    assert.strictEqual(
      canonicalJson(parsed(example)),
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`
    )
  })

  it("sorts members by the UTF-16 code units of their names, as the RFC's example does", () => {
    const example = String.raw`{
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`

    assert.deepStrictEqual(
      canonicalJson(parsed(example))
        .match(/(?<=:")[^"]+/g)
        ?.slice(),
      [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh"
      ]
    )
  })

  it("escapes what must be escaped, the short way where there is one, and nothing else", () => {
    assert.strictEqual(
      canonicalJson('\b\t\n\f\r"\\/\u0000\u001f\u007f\u2028é'),
      '"\\b\\t\\n\\f\\r\\"\\\\/\\u0000\\u001f\u007f\u2028é"'
    )
  })

  it("sorts names that look like numbers as text, also those that a JavaScript object puts first", () => {
    assert.strictEqual(
      canonicalJson({ b: 1, "10": 2, "9": 3, "-1": 4, "01": 5 }),
      '{"-1":4,"01":5,"10":2,"9":3,"b":1}'
    )
  })

  it("takes a member by the name of __proto__ for a member like any other", () => {
    const text = '{"__proto__":{"a":1},"constructor":2,"toString":3}'

    assert.strictEqual(canonicalJson(parsed(text)), text)
  })

  it("escapes half of a surrogate pair, in values and in names", () => {
    assert.strictEqual(
      canonicalJson({ "\udc00": ["\ud800", "\u{1f370}"] }),
      String.raw`{"\udc00":["\ud800",` + '"\u{1f370}"]}'
    )
  })

  it("writes what is empty, and values that are no object", () => {
    for (const text of ["{}", "[]", "[[],{}]", '""', "null", "true", "false", "0", "-1.5"]) {
      assert.strictEqual(canonicalJson(parsed(text)), text)
    }
    assert.strictEqual(canonicalJson([-0]), "[0]")
  })

  it("does as JSON.stringify does with what is not JSON", () => {
    const odd = { gone: undefined, list: [undefined, Number.NaN, Infinity] }

    assert.strictEqual(canonicalJson(odd as unknown as Schema.Json), '{"list":[null,null,null]}')
    assert.strictEqual(canonicalJson(odd as unknown as Schema.Json), JSON.stringify(odd))
  })

  it("goes down 10,000 levels", () => {
    const levels = 10_000

    const text = canonicalJson(nested(levels))

    assert.strictEqual(text.length, 1 + (levels / 2) * 2 + (levels / 2) * 6)
    assert.isTrue(text.startsWith('{"a":[{"a":[') && text.endsWith("]}]}"))
  })
})

describe("the laws of canonical JSON", () => {
  const json = Arbitrary.schema(Schema.Json)

  it.prop(
    "says what the value says",
    [json],
    ([value]) => {
      assert.isTrue(Equal.equals(parsed(canonicalJson(value)), parsed(JSON.stringify(value))))
    },
    { arbitrary: { runs: 500 } }
  )

  it.prop(
    "does not depend on the order of members",
    [json],
    ([value]) => assert.strictEqual(canonicalJson(turned(value)), canonicalJson(value)),
    { arbitrary: { runs: 500 } }
  )

  it.prop(
    "read and written again is the same text",
    [json],
    ([value]) => {
      const text = canonicalJson(value)
      assert.strictEqual(canonicalJson(parsed(text)), text)
    },
    { arbitrary: { runs: 500 } }
  )

  it("tells what says the same from what does not", () => {
    const row = parsed('{"by":{"kind":"agent","id":"a"},"files":["x","y"],"count":1}')
    const same = ['{"count":1,"files":["x","y"],"by":{"id":"a","kind":"agent"}}']
    const others = [
      '{"count":"1","files":["x","y"],"by":{"id":"a","kind":"agent"}}',
      '{"count":1,"files":["y","x"],"by":{"id":"a","kind":"agent"}}',
      '{"count":1,"files":["x","y"],"by":{"id":"a"}}',
      '{"count":1,"files":["x","y"],"by":{"id":"a","kind":"agent"},"more":null}',
      "null"
    ]
    for (const text of same) assert.isTrue(isSameJson(row, parsed(text)), text)
    for (const text of others) assert.isFalse(isSameJson(row, parsed(text)), text)
  })
})
