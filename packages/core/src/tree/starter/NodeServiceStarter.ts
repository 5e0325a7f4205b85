/**
 * A web service in plain Node, without dependencies: it starts, answers its health check and has a test.
 */
import type { Starter } from "../Starter.ts"

export const nodeService: Starter = {
  description: "A web service in plain Node with a health check and a test",
  files: {
    "package.json": `{
  "name": "service",
  "version": "0.1.0",
  "private": true,
  "type": "module",
  "engines": { "node": ">=22" },
  "scripts": {
    "build": "node --check src/server.js",
    "lint": "node --check src/app.js",
    "start": "node src/server.js",
    "test": "node --test"
  }
}
`,
    "src/app.js": `import { createServer } from "node:http"

export const makeApp = () =>
  createServer((request, response) => {
    const send = (status, body) => {
      response.writeHead(status, { "content-type": "application/json" })
      response.end(JSON.stringify(body))
    }
    if (request.url === "/health") send(200, { status: "ok" })
    else send(404, { error: "not found" })
  })
`,
    "src/server.js": `import { makeApp } from "./app.js"

const port = Number(process.env.PORT ?? 3000)
makeApp().listen(port, () => console.log(\`listening on \${port}\`))
`,
    "test/app.test.js": `import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { makeApp } from "../src/app.js"

const app = makeApp()
let base = ""
before(() => new Promise((done) => app.listen(0, () => done((base = \`http://localhost:\${app.address().port}\`)))))
after(() => app.close())

test("answers its health check", async () => {
  const answer = await fetch(\`\${base}/health\`)
  assert.equal(answer.status, 200)
  assert.deepEqual(await answer.json(), { status: "ok" })
})

test("does not know other paths", async () => {
  assert.equal((await fetch(\`\${base}/other\`)).status, 404)
})
`,
    ".gitignore": "node_modules/\ndist/\n"
  }
}
