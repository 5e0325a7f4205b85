/**
 * The import rules of the house, one for each line of the table in AGENTS.md, and no cycles anywhere.
 */
const within = (path) => `^${path}/src/`
const adapters = "packages/adapters/([^/]+)"

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two modules that need each other are one module, or hide a third.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } }
    },
    {
      name: "core-imports-effect-only",
      comment: "The core is pure: no node:, no SQL, no HTTP, no other package.",
      severity: "error",
      from: { path: within("packages/core") },
      to: { pathNot: ["^packages/core/src/", "node_modules/effect/"] }
    },
    {
      name: "runtime-imports-core-and-effect",
      comment: "What happens when; never an adapter, SQL or node:.",
      severity: "error",
      from: { path: within("packages/runtime") },
      to: { pathNot: ["^packages/(core|runtime)/src/", "node_modules/effect/"] }
    },
    {
      name: "adapters-stand-alone",
      comment: "An adapter imports core, effect and its own vendor; never the runtime, a host or a sibling.",
      severity: "error",
      from: { path: `^${adapters}/src/` },
      to: { path: "^(packages|apps)/", pathNot: ["^packages/core/src/", "^packages/adapters/$1/src/"] }
    },
    {
      name: "hosts-speak-to-the-client",
      comment:
        "The command line speaks to the RPC client and the composition root, never to the runtime or an adapter.",
      severity: "error",
      from: { path: within("apps/cli") },
      to: { path: ["^packages/runtime/", "^packages/adapters/"] }
    },
    {
      name: "nothing-imports-a-host",
      comment: "Only hosts import hosts.",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^apps/" }
    },
    {
      name: "everything-resolves",
      comment: "An import that leads nowhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true }
    }
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".js", ".mjs", ".json"]
    }
  }
}
