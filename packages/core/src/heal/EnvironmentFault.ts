/**
 * Failures that lie in the machine and not in the tree: no agent can mend them, so none is asked and no repair is spent.
 * Told from what the proof says; looks at nothing else.
 */

/** The part of a proof that is looked at. */
export interface Told {
  readonly kind?: string
  readonly outcome: "passed" | "failed" | "inconclusive"
  readonly summary?: string
  readonly diagnostics: ReadonlyArray<{
    readonly severity: "error" | "warning"
    readonly message: string
    readonly rule?: string
  }>
}

interface Fault {
  /** What a person reads. */
  readonly reason: string
  readonly pattern: RegExp
  /** Kinds of proof in which it means the machine; every kind when left out. */
  readonly kinds?: ReadonlyArray<string>
}

/** Programs that a machine has or has not; any other that is missing is a package that the tree does not name. */
const programs =
  "node|npm|npx|pnpm|yarn|corepack|git|python3?|make|cmake|gcc|g\\+\\+|cc|c\\+\\+|sh|bash|docker|java|openssl|tar"

/** Steps that talk to the network; elsewhere a connection that fails is the tree's, since builds have none. */
const networked = ["install", "audit", "push"]

const faults: ReadonlyArray<Fault> = [
  {
    reason: "the disk is full",
    pattern:
      /\bENOSPC: no space left\b|\bNo space left on device\b|\bEDQUOT\b|the limit of disk space|\bdisk is full\b/i
  },
  {
    reason: "the memory is used up",
    pattern:
      /JavaScript heap out of memory|\bCannot allocate memory\b|\bENOMEM: |std::bad_alloc|the limit of memory\b/
  },
  { reason: "something outside of LayerCake ended it", pattern: /was ended by a signal from outside/ },
  {
    reason: "the machine has too many files or processes open",
    pattern: /\bEMFILE: too many open files\b|\bENFILE: |fork: (?:retry: )?Resource temporarily unavailable/
  },
  { reason: "the sandbox is not available", pattern: /sandbox cannot run commands here/ },
  {
    reason: "a program is missing on this machine",
    pattern: new RegExp(
      `(?:^|[\\s:])(?:${programs}): (?:command )?not found\\b|\\bspawn (?:${programs}) ENOENT\\b|Could not find any Python installation|^not found: (?:make|gcc|g\\+\\+|cc)$`,
      "m"
    )
  },
  {
    reason: "the engine that the packages ask for is not on this machine",
    pattern:
      /\bEBADENGINE\b|\bERR_PNPM_UNSUPPORTED_ENGINE\b|The engine "[\w.-]+" is incompatible with this module/
  },
  {
    reason: "the registry or the network did not answer",
    pattern:
      /\bgetaddrinfo (?:EAI_AGAIN|ENOTFOUND)\b|\b(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|EIDLETIMEOUT|EAI_AGAIN)\b|\bERR_PNPM_META_FETCH_FAIL\b|\bUNABLE_TO_GET_ISSUER_CERT|\bSELF_SIGNED_CERT_IN_CHAIN\b|the registry did not answer|\b50[0234] (?:Bad Gateway|Service Unavailable|Gateway Time-?out|Internal Server Error)\b/,
    kinds: networked
  }
]

/** Why the machine is at fault; undefined when nothing says that it is. */
export const environmentFault = (proof: Told): string | undefined => {
  if (proof.outcome === "passed") return undefined
  const errors = proof.diagnostics.filter(({ severity }) => severity === "error")
  // Tools report where in the tree an error is; that a machine lacks something stands in no file.
  const told = [
    proof.summary ?? "",
    ...errors.map(({ message, rule }) => `${rule ?? ""} ${message}`),
    ...(proof.outcome === "inconclusive" ? proof.diagnostics.map(({ message }) => message) : [])
  ].join("\n")
  return faults.find(
    ({ kinds, pattern }) => (kinds === undefined || kinds.includes(proof.kind ?? "")) && pattern.test(told)
  )?.reason
}
