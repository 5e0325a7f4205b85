import { assert, describe, it } from "@effect/vitest"
import { inspectPage } from "@layercake/axe/DesignPage"
import { sample } from "./DesignTree.ts"

const faults = async (html: string) =>
  (await inspectPage(html)).faults.map(({ line, rule, severity }) => `${severity} ${rule} ${line ?? "-"}`)

const page = (head: string, body = "<h1>Rooms</h1>") =>
  `<!doctype html>\n<html lang="en">\n<head>\n<meta name="viewport" content="width=device-width"><title>T</title>\n${head}\n</head>\n<body><main>\n${body}\n</main></body>\n</html>\n`

const finds = (name: string, html: string, ...expected: ReadonlyArray<string>) =>
  it(name, async () => {
    assert.deepStrictEqual(await faults(html), [...expected])
  })

describe("DesignPage", () => {
  it("finds nothing wrong with good pages and says what it could not judge", async () => {
    const first = await inspectPage(sample(1))

    assert.deepStrictEqual(first.faults, [])
    assert.strictEqual(first.scripts, 2)
    assert.includeMembers([...first.inconclusive], ["color-contrast", "target-size"])
    assert.notInclude([...first.passed], "color-contrast")
    assert.includeMembers([...first.passed], ["image-alt", "label", "button-name"])
    assert.deepStrictEqual((await inspectPage(sample(2))).faults, [])
    assert.deepStrictEqual((await inspectPage(sample(3))).faults, [])
  })

  describe("what a page must have", () => {
    finds("asks for a title", page("").replace("<title>T</title>", ""), "error title -")
    finds("asks for a title that says something", page("").replace("<title>T", "<title> "), "error title -")
    finds("asks for a language", page("").replace(' lang="en"', ""), "error lang 2")
    finds("asks for a viewport", page("").replace('name="viewport"', 'name="x"'), "error viewport -")
    finds(
      "asks for a width in the viewport",
      page("").replace("width=device-width", "initial-scale=1"),
      "error viewport 4"
    )
    finds(
      "asks for content that is there before scripts run",
      page("", '<div id="root"></div><script>root.textContent = "x"</script>'),
      "error empty -",
      "warning page-has-heading-one 2"
    )
    it("finds all of it missing in an empty file", async () => {
      assert.includeMembers(await faults(""), [
        "error title -",
        "error lang -",
        "error viewport -",
        "error empty -"
      ])
    })
  })

  describe("what a page may not load", () => {
    const outside: Record<string, string> = {
      "a script": '<script src="app.js"></script>',
      "a script by address": '<script src="https://cdn.example.org/app.js"></script>',
      "a style sheet": '<link rel="stylesheet" href="style.css">',
      "a font by an address without protocol": '<link rel="preconnect" href="//fonts.example.org">',
      "an import in CSS": "<style>@import 'theme.css';</style>",
      "an import of a url in CSS": "<style>@import url(https://example.org/x.css);</style>",
      "a picture in CSS": "<style>body { background: url( 'bg.png' ) }</style>",
      "a picture in CSS without quotes": "<style>body { background: url(/bg.png) }</style>",
      "an address hidden by escapes": "<style>body { background: u\\72l(https://example.org/x) }</style>",
      "an image set": '<style>body { background: image-set("a.png" 1x) }</style>',
      "a manifest": '<link rel="manifest" href="/app.webmanifest">',
      "a base": '<base href="https://example.org/">',
      "a refresh": '<meta http-equiv="refresh" content="0; url=https://example.org">'
    }
    for (const [name, html] of Object.entries(outside)) {
      finds(`finds ${name}`, page(html), "error outside-reference 5")
    }
    const inBody: Record<string, string> = {
      "a picture": '<img alt="x" src="room.png">',
      "a picture without address": '<img alt="x" src="">',
      "a picture among several":
        '<img alt="x" src="data:image/gif;base64,R0lGOD" srcset="data:image/gif;base64,R0lGOD 1x, big.png 2x">',
      "a style attribute": '<p style="background: url(x.png)">Oak</p>',
      "a poster": '<video poster="p.png" aria-hidden="true"></video>',
      "an SVG reference": '<svg aria-hidden="true"><use xlink:href="icons.svg#room"/></svg>',
      "an SVG fill": '<svg aria-hidden="true"><path fill="url(https://example.org/x.svg#a)"/></svg>',
      "a picture within a template": '<template><img alt="x" src="room.png"></template>'
    }
    for (const [name, html] of Object.entries(inBody)) {
      finds(`finds ${name}`, page("", `<h1>Rooms</h1>\n${html}`), "error outside-reference 9")
    }
    for (const code of [
      'fetch("/rooms")',
      "new XMLHttpRequest()",
      'new WebSocket("ws://x")',
      'navigator.sendBeacon("/x")',
      'import("./x.js")',
      'picture.src = "room.png"',
      "list.innerHTML = '<img src=\"https://example.org/x.png\">'"
    ]) {
      finds(
        `finds a script with ${code}`,
        page("", `<h1>Rooms</h1><script>\n\n${code}\n</script>`),
        "error network-call 10"
      )
    }
    finds(
      "finds a module that imports",
      page("", '<h1>Rooms</h1><script type="module">\nimport x from "https://example.org/x.js"\n</script>'),
      "error network-call 9",
      "error script-syntax 9"
    )
    finds(
      "finds embedded documents",
      page("", '<h1>Rooms</h1>\n<iframe title="x" srcdoc="hi"></iframe>'),
      "error embedded-document 9"
    )
    finds(
      "counts lines within a style",
      page("<style>\n/* a\n url(ignored.png) */\np { color: red }\nq { background: url(x.png) }\n</style>"),
      "error outside-reference 9"
    )
    finds(
      "lets data, anchors and links to elsewhere be",
      page(
        '<style>@namespace svg "http://www.w3.org/2000/svg"; @font-face { font-family: F; src: url(data:font/woff2;base64,d09G) }</style>',
        '<h1>Rooms</h1><a href="https://example.org">Help</a> <a href="#top">Top</a><script>const refetch = (x) => x; refetch(1); const ns = "http://www.w3.org/2000/svg"</script>'
      )
    )
  })

  describe("scripts", () => {
    finds(
      "finds one that is no JavaScript",
      page("", "<h1>Rooms</h1><script>\nconst a = 1\nconst = 2\n</script>"),
      "error script-syntax 10"
    )
    finds(
      "finds a handler that is no JavaScript",
      page("", '<h1>Rooms</h1>\n<button type="button" onclick="open(">Open</button>'),
      "error script-syntax 9"
    )
    finds(
      "accepts a module that awaits, and data that is no script",
      page(
        "",
        '<h1>Rooms</h1><script type="module">await Promise.resolve(1)</script><script type="application/json">{"a": 1</script>'
      )
    )

    it("runs none of them", async () => {
      const before = Object.keys(globalThis).length
      const body =
        '<h1>Rooms</h1><script>globalThis.ran = 1; document.title = ""; window.constructor.constructor("return process")().exit(3)</script><img alt="x" src="data:image/gif;base64,AAAA" onerror="document.title = \'\'" onload="document.title = \'\'">'

      assert.deepStrictEqual(await faults(page("", body)), [])
      assert.strictEqual(Object.keys(globalThis).length, before)
    })
  })

  describe("accessibility", () => {
    finds(
      "finds a picture without text, with its line",
      page("", '<h1>Rooms</h1>\n<img src="data:image/gif;base64,R0lGOD">'),
      "error image-alt 9"
    )
    finds("finds an input without label", page("", '<h1>Rooms</h1>\n<input type="text">'), "error label 9")
    finds(
      "finds a button without name",
      page("", "<h1>Rooms</h1>\n\n<button></button>"),
      "error button-name 10"
    )
    finds("finds a wrong role", page("", '<h1>Rooms</h1>\n<div role="checkbx">x</div>'), "error aria-roles 9")
    finds(
      "warns where the rule is only good practice",
      page("", "<h2>Rooms</h2>").replaceAll(/<\/?main>/g, ""),
      "warning landmark-one-main 2",
      "warning page-has-heading-one 2",
      "warning region 8"
    )
    it("is not misled by names that shadow the document's own", async () => {
      const result = await inspectPage(page("", '<h1>Rooms</h1><form name="querySelectorAll"></form>')).then(
        ({ faults }) => faults.length > 0,
        () => true
      )
      assert.isTrue(result)
    })
  })
})
