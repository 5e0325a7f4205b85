/**
 * What sort of text a file holds, told from its name or else from its language tag. Knows no content.
 */

/**
 * `script`: JavaScript and its kin. `component`: markup around such a script. `slash`: other languages with `//` or block comments. `hash`: `#` comments.
 * `dash`: `--` comments. `markup`: HTML and its kin. `prose`: text for people. `other`: nothing is known.
 */
export type FileKind =
  | "script"
  | "component"
  | "slash"
  | "python"
  | "hash"
  | "dash"
  | "markup"
  | "json"
  | "yaml"
  | "ini"
  | "prose"
  | "other"

const names = (kind: FileKind, list: string): ReadonlyArray<readonly [string, FileKind]> =>
  list.split(" ").map((name) => [name, kind])

const kindOfExtension: ReadonlyMap<string, FileKind> = new Map([
  ...names("script", "ts tsx js jsx mjs cjs mts cts"),
  ...names("component", "vue svelte astro"),
  ...names(
    "slash",
    "c h cc cpp cxx hh hpp cs java kt kts go rs swift scala groovy gradle dart php proto prisma zig sol"
  ),
  ...names("slash", "css scss sass less styl wgsl glsl m mm fs fsx jsonnet"),
  ...names("python", "py pyi"),
  ...names(
    "hash",
    "rb sh bash zsh fish toml tf tfvars hcl graphql gql pl pm r ex exs nix jl cmake nim cr ps1 mk env"
  ),
  ...names("hash", "dockerfile properties rake gemspec conf"),
  ...names("dash", "sql lua hs elm adb ads"),
  ...names("markup", "html htm xhtml xml svg xsl hbs ejs njk liquid erb twig mustache"),
  ...names("markup", "csproj fsproj vbproj xaml resx cshtml razor"),
  ...names("json", "json jsonc json5 jsonl ndjson webmanifest map ipynb"),
  ...names("yaml", "yml yaml"),
  ...names("ini", "ini cfg service editorconfig"),
  ...names("prose", "md mdx markdown txt rst adoc csv tsv feature pug tex bib po pot lock ics http rest"),
  ...names(
    "other",
    "clj cljs edn el lisp scm erl hrl ml mli bat cmd vb pas asm s f90 plist snap patch diff puml mmd"
  )
])

const kindOfLanguage: ReadonlyMap<string, FileKind> = new Map([
  ...kindOfExtension,
  ...names("script", "typescript javascript node deno typescriptreact javascriptreact"),
  ...names("slash", "csharp c++ golang rust kotlin protobuf objective-c solidity"),
  ...names("python", "python python3"),
  ...names("hash", "ruby shell docker makefile make dotenv gitignore terraform perl elixir julia powershell"),
  ...names("dash", "postgresql postgres mysql sqlite plpgsql haskell"),
  ...names("prose", "text plaintext plain latex gherkin")
])

const extensionless: ReadonlyMap<string, FileKind> = new Map([
  ...names(
    "hash",
    "Dockerfile Containerfile Makefile GNUmakefile Justfile Rakefile Gemfile Procfile Vagrantfile Brewfile"
  ),
  ...names("hash", "CODEOWNERS"),
  ...names("slash", "Jenkinsfile go.mod go.work"),
  ...names("prose", "LICENSE LICENCE NOTICE AUTHORS CONTRIBUTORS CHANGELOG README COPYING VERSION"),
  ...names("other", "Caddyfile Tiltfile go.sum")
])

/** Languages in which answers show commands and their output, not files. */
const transcripts = new Set(
  "bash sh shell zsh console terminal shell-session shellsession sh-session powershell cmd bat output log stdout".split(
    " "
  )
)

/** The last segment of a path, whichever way its slashes lean. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)

/** In lower case, without the dot; empty when there is none. A leading dot starts a name, not an extension. */
export const extensionOf = (path: string): string => {
  const name = baseName(path)
  const dot = name.lastIndexOf(".")
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ""
}

export const isKnownExtension = (extension: string): boolean => kindOfExtension.has(extension)

/** Names of files that have no extension of their kind: `Dockerfile`, `LICENSE`, `Dockerfile.web`, `go.mod`. */
export const isKnownName = (name: string): boolean =>
  extensionless.has(name) || /^(?:Dockerfile|Containerfile|Makefile)\.[\w-]{1,32}$/.test(name)

export const fileKind = (path: string, language: string | null): FileKind => {
  const name = baseName(path)
  if (isKnownName(name)) return extensionless.get(name) ?? "hash"
  if (name.startsWith(".env") || /^\.[a-z]+ignore$/.test(name)) return "hash"
  return kindOfExtension.get(extensionOf(path)) ?? kindOfLanguage.get(language ?? "") ?? "other"
}

/** Whether the path or the tag says that the content is markdown, which may hold fences of its own. */
export const isMarkdown = (path: string | null, language: string | null): boolean => {
  const extension = path === null ? "" : extensionOf(path)
  return (
    ["md", "mdx", "markdown"].includes(extension) ||
    (extension === "" && ["md", "mdx", "markdown"].includes(language ?? ""))
  )
}

/** A block of commands or output cannot be a source file, whatever stands above it. */
export const contradicts = (language: string | null, path: string): boolean => {
  if (language === null || !transcripts.has(language)) return false
  const kind = fileKind(path, null)
  return kind !== "hash" && kind !== "other" && !(kind === "prose" && extensionOf(path) !== "md")
}

/** Whether the tag is what one would write for this path. */
export const fits = (language: string, path: string): boolean => {
  const kind = fileKind(path, null)
  const tagged = kindOfLanguage.get(language)
  if (kind === "other" || tagged === undefined) return false
  return kind === tagged && !transcripts.has(language) ? true : language === extensionOf(path)
}
