/**
 * Makes the tarballs that are published: `pnpm pack:all [folder]`. Every package as pnpm packs it, and the command line as
 * one program, because a start that loads one file is several times quicker than one that loads some six hundred.
 * Leaves out what the bundle does not need; what it needs from npm is read from the bundle itself.
 */
import { execFileSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { builtinModules } from "node:module"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { parseAst } from "rolldown/parseAst"
import { pnpm } from "./pnpm.mjs"

const root = resolve(fileURLToPath(import.meta.url), "../..")
const out = resolve(process.argv[2] ?? join(root, "dist"))
const cli = join(root, "apps/cli")

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

const folders = globSync("{packages,packages/adapters,apps}/*/package.json", { cwd: root })
  .map((file) => join(root, file, ".."))
  .filter((folder) => manifestOf(folder).private !== true)

/** Which version of a package of npm the workspace uses. */
const versions = new Map(
  folders.flatMap((folder) =>
    Object.entries(manifestOf(folder).dependencies ?? {}).filter(([, version]) => /^\d/.test(version))
  )
)

/** Effect has to be there once, so whatever imports it is in the bundle as well. */
const isOurs = (id) => /^(?:[./\0]|@layercake\/|effect(?:\/|$)|@effect\/)/.test(id)
const packageOf = (id) => /^(?:@[^/]+\/)?[^/]+/.exec(id)[0]
const isRelative = (id) => /^\.{0,2}\//.test(id)
const isBuiltin = (id) => id.startsWith("node:") || builtinModules.includes(id)

/** Programs of threads, found beside the file that starts them. */
const threads = {
  PgliteWorker: join(root, "packages/adapters/postgres/dist/src/PgliteWorker.js"),
  DesignWorker: join(root, "packages/adapters/axe/dist/src/DesignWorker.js")
}

const bundle = async (folder) => {
  const build = await rolldown({
    input: { main: join(cli, "dist/src/main.js"), ...threads },
    platform: "node",
    external: (id) => !isOurs(id),
    resolve: { alias: Object.fromEntries(folders.map(ofDist)) },
    logLevel: "warn"
  })
  const { output } = await build.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js"
  })
  await build.close()
  const chunks = output.filter((file) => file.type === "chunk")
  const own = new Set(chunks.map((chunk) => chunk.fileName))
  // What a module of npm passes on as a whole is not among the imports that rolldown tells.
  const written = chunks.flatMap((chunk) =>
    parseAst(chunk.code).body.flatMap((node) => (node.source?.value === undefined ? [] : [node.source.value]))
  )
  const imported = [...written, ...chunks.flatMap((chunk) => chunk.dynamicImports)]
  const needed = new Set(
    imported.filter((id) => !isRelative(id) && !own.has(id) && !isBuiltin(id)).map(packageOf)
  )
  return new Map([...needed].toSorted().map((name) => [name, versions.get(name) ?? versionIn(chunks, name)]))
}

/** As a package of npm wants it that is in the bundle itself. */
const versionIn = (chunks, name) => {
  const files = chunks.flatMap((chunk) => chunk.moduleIds)
  const roots = new Set(files.flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []))
  for (const folder of roots) {
    const version = manifestOf(folder).dependencies?.[name]
    if (version !== undefined) return version
  }
  throw new Error(`no package of the workspace, and none that is in the bundle, depends on ${name}`)
}

/** The compiled files, not the sources that the workspace itself runs on. */
const ofDist = (folder) => [manifestOf(folder).name, join(folder, "dist/src")]

const asProgram = async (tarball) => {
  const stage = mkdtempSync(join(tmpdir(), "layercake-pack-"))
  run("tar", ["-xzf", tarball, "-C", stage], root)
  const folder = join(stage, "package")
  rmSync(join(folder, "dist"), { recursive: true })
  const needed = await bundle(join(folder, "dist"))
  for (const part of ["briefs", "policies", "recordings"])
    cpSync(join(root, "examples", part), join(folder, "examples", part), { recursive: true })
  const manifest = manifestOf(folder)
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify(
      {
        ...manifest,
        bin: { layercake: "./dist/main.js" },
        files: ["dist", "examples"],
        exports: {},
        dependencies: {
          // Has the templates of the agents.
          "@layercake/core": manifest.dependencies["@layercake/core"],
          ...Object.fromEntries(needed)
        },
        devDependencies: undefined
      },
      null,
      2
    )}\n`
  )
  rmSync(tarball)
  run("npm", ["pack", "--silent", "--pack-destination", out], folder)
  rmSync(stage, { recursive: true })
}

run(join(root, "node_modules/.bin/tsc"), ["-b"], root)
// What was compiled from files that are gone.
for (const folder of folders)
  for (const file of globSync("dist/src/**/*.{js,d.ts}", { cwd: folder }))
    if (!existsSync(join(folder, file.replace(/^dist./, "").replace(/(?:\.d)?\.[jt]s$/, ".ts"))))
      rmSync(join(folder, file))
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
for (const folder of folders) run("npx", ["--yes", pnpm, "pack", "--pack-destination", out], folder)
await asProgram(join(out, `layercake-cli-${manifestOf(cli).version}.tgz`))
console.log(`${folders.length} packages in ${out}`)
