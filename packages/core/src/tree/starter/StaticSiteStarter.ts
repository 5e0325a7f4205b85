/**
 * A web site of files that any web server can hand out.
 */
import type { Starter } from "../Starter.ts"

export const staticSite: Starter = {
  description: "A web site of plain HTML and CSS",
  files: {
    "public/index.html": `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Welcome</title>
    <link rel="stylesheet" href="style.css" />
  </head>
  <body>
    <main>
      <h1>Welcome</h1>
      <p>This page is ready to be filled.</p>
    </main>
  </body>
</html>
`,
    "public/style.css": `:root {
  color-scheme: light dark;
}

body {
  margin: 0 auto;
  max-width: 40rem;
  padding: 2rem 1rem;
  font-family: system-ui, sans-serif;
  line-height: 1.5;
}
`,
    ".gitignore": "node_modules/\ndist/\n"
  }
}
