/**
 * Attempts on secrets that are held in processes, environments and files of the system.
 */
import type { EscapeAttempt } from "./EscapeAttempt.ts"

export const secretEscapes: ReadonlyArray<EscapeAttempt> = [
  {
    name: "inherited environment",
    tries: "print its own environment",
    script: `env; cat /proc/self/environ`,
    success: { sign: "leak" },
    blind: "a plain process is given a cleared environment as well"
  },
  {
    name: "environments of others",
    tries: "read /proc/*/environ",
    script: `cat /proc/[0-9]*/environ | tr '\\0' '\\n'`,
    success: { sign: "leak" }
  },
  {
    name: "environment of LayerCake",
    tries: "read the environment of the process that started it",
    script: `cat "/proc/$HOST_PID/environ"`,
    success: { sign: "leakOf", path: "/proc/self/environ" }
  },
  {
    name: "root of another process",
    tries: "go through /proc/*/root to another project",
    script: `for p in 1 "$HOST_PID" "$VICTIM"; do cat "/proc/$p/root$NEIGHBOUR/secret"; done`,
    success: { sign: "leak" }
  },
  {
    name: "folder of another process",
    tries: "go through /proc/*/cwd of a process that works elsewhere",
    script: `cat "/proc/$VICTIM/cwd/secret"`,
    success: { sign: "leak" }
  },
  {
    name: "open files of another process",
    tries: "read what a process of the machine has open",
    script: `for f in /proc/$VICTIM/fd/*; do cat "$f" < /dev/null & done; sleep 0.2; kill %1 %2 %3 %4`,
    success: { sign: "leak" }
  },
  {
    name: "command lines of others",
    tries: "read a secret from the process list",
    script: `cat /proc/[0-9]*/cmdline | tr '\\0' ' '`,
    success: { sign: "leak" }
  },
  {
    name: "passwords of the machine",
    tries: "read /etc/shadow",
    script: `cat /etc/shadow`,
    success: { sign: "leakOf", path: "/etc/shadow" },
    blind: { user: "/etc/shadow is closed to users" }
  },
  {
    name: "users of the machine",
    tries: "read /etc/passwd with the names of people",
    script: `cat /etc/passwd`,
    success: { sign: "leakOf", path: "/etc/passwd" }
  },
  {
    name: "name of the machine",
    tries: "read /etc/hostname and /etc/machine-id",
    script: `cat /etc/machine-id /etc/hostname`,
    success: { sign: "leakOf", path: "/etc/hostname" }
  }
]
