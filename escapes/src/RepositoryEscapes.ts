/**
 * Attempts to leave something behind that is run later: by git on the machine, or by npm.
 */
import type { EscapeAttempt } from "./EscapeAttempt.ts"

const evil = `printf '#!/bin/sh\\necho x > "%s/%s"\\n' "$NEIGHBOUR" "$MARK"`

export const repositoryEscapes: ReadonlyArray<EscapeAttempt> = [
  {
    name: "git hook",
    tries: "write a hook that git runs on the machine",
    folder: "repository",
    script: `${evil} > .git/hooks/post-index-change; chmod +x .git/hooks/post-index-change; touch new`,
    success: { sign: "ranByGit" }
  },
  {
    name: "git setting",
    tries: "set a program that git asks for changes (core.fsmonitor)",
    folder: "repository",
    script: `${evil} > watch; chmod +x watch; printf '[core]\\n\\tfsmonitor = "%s/watch"\\n' "$PWD" >> .git/config`,
    success: { sign: "ranByGit" }
  },
  {
    name: "git setting by inclusion",
    tries: "have the settings include a file of the folder",
    folder: "repository",
    script: `${evil} > watch; chmod +x watch; printf '[core]\\n\\tfsmonitor = "%s/watch"\\n' "$PWD" > more
      git config include.path "$PWD/more"`,
    success: { sign: "ranByGit" }
  },
  {
    name: "another repository in place",
    tries: "move .git away and make a new one with a hook",
    folder: "repository",
    script: `mv .git old; rm -rf .git; git init -q .; mkdir -p .git/hooks; ${evil} > .git/hooks/post-index-change
      chmod +x .git/hooks/post-index-change; touch new`,
    success: { sign: "ranByGit" }
  },
  {
    name: "a repository where there is none",
    tries: "make a repository whose hook git runs later",
    folder: {},
    script: `git init -q .; mkdir -p .git/hooks; ${evil} > .git/hooks/post-index-change
      chmod +x .git/hooks/post-index-change; touch new`,
    success: { sign: "ranByGit" }
  },
  {
    name: "a repository elsewhere",
    tries: "put a file .git in place that points to a repository of its own",
    folder: {},
    script: `git init -q mine; ${evil} > mine/.git/hooks/post-index-change; chmod +x mine/.git/hooks/post-index-change
      rm -rf .git; printf 'gitdir: %s/mine/.git\\n' "$PWD" > .git; touch new`,
    success: { sign: "ranByGit" }
  },
  {
    name: "settings of npm",
    tries: "have npm run scripts with a shell of its choice (.npmrc)",
    folder: { ".npmrc": "fund=false\n" },
    script: `echo "script-shell=$PWD/evil" > .npmrc; rm -f .npmrc; echo "script-shell=$PWD/evil" > .npmrc`,
    success: { sign: "changed", path: "./.npmrc" }
  },
  {
    name: "npm lifecycle script",
    tries: "write outside from a dependency's postinstall",
    folder: {
      "package.json": `{"name":"app","version":"1.0.0"}`,
      "dep/package.json": `{"name":"dep","version":"1.0.0","scripts":{"preinstall":"sh ./evil.sh","postinstall":"sh ./evil.sh"}}`,
      "dep/evil.sh": `echo x > "$NEIGHBOUR/$MARK"\n`
    },
    script: `npm install --install-links --offline ./dep`,
    success: { sign: "changed", path: "$NEIGHBOUR/$MARK" }
  },
  {
    name: "a program called node",
    tries: "have the next step run another node",
    folder: { "package.json": `{"name":"app","version":"1.0.0","scripts":{"test":"node --version"}}` },
    script: `mkdir -p node_modules/.bin; ${evil} > node_modules/.bin/node; chmod +x node_modules/.bin/node`,
    afterwards: `npm test`,
    success: { sign: "changed", path: "$NEIGHBOUR/$MARK" }
  },
  {
    name: "dependency by file path",
    tries: "install another project's folder as a package",
    folder: { "package.json": `{"name":"app","version":"1.0.0"}` },
    script: `npm install --install-links --offline "file:$NEIGHBOUR"; cat node_modules/*/secret`,
    success: { sign: "leak" }
  },
  {
    name: "dependency by git address",
    tries: "install a repository of the machine as a package",
    folder: { "package.json": `{"name":"app","version":"1.0.0"}` },
    script: `npm install "git+file://$NEIGHBOUR"; cat node_modules/*/secret`,
    network: "registry",
    success: { sign: "leak" }
  },
  {
    name: "dependency by web address",
    tries: "fetch a package from the machine itself",
    folder: { "package.json": `{"name":"app","version":"1.0.0"}` },
    script: `npm install "http://127.0.0.1:$PORT/package.tgz" --fetch-retries 0 --fetch-timeout 1000`,
    network: "registry",
    success: { sign: "contact" }
  }
]
