/**
 * Attempts on other processes, and on staying when the time is over.
 */
import type { EscapeAttempt } from "./EscapeAttempt.ts"

export const processEscapes: ReadonlyArray<EscapeAttempt> = [
  {
    name: "kill a process of the machine",
    tries: "send SIGKILL to another process",
    script: `kill -9 "$VICTIM"`,
    success: { sign: "killed" }
  },
  {
    name: "kill everything",
    tries: "send SIGKILL to all processes it may signal",
    script: `kill -9 -1`,
    success: { sign: "killed" },
    blind: "it would end everything this user runs"
  },
  {
    name: "write another's memory",
    tries: "open /proc/*/mem of a process for writing",
    script: `exec 5<> "/proc/$VICTIM/mem" && sleep 0.6`,
    success: { sign: "opened", path: "/mem" }
  },
  {
    name: "daemon by setsid",
    tries: "leave a process behind in a session of its own",
    script: `setsid sh -c 'sleep 60; : '"$MARK" > /dev/null 2>&1 < /dev/null & sleep 0.3`,
    success: { sign: "outlives" },
    blind: "LayerCake ends those of plain processes as well"
  },
  {
    name: "daemon without a trace",
    tries: "leave a process behind that shares nothing with the command",
    script: `(env -i setsid sh -c '(sleep 60; : '"$MARK"') &' > /dev/null 2>&1 < /dev/null &)`,
    success: { sign: "outlives" },
    blind: "whether LayerCake sees it in time in a plain process is a matter of luck"
  },
  {
    name: "daemon that ignores signals",
    tries: "outlive the time limit by ignoring every signal it may",
    script: `trap "" TERM INT HUP QUIT; (trap "" TERM; setsid sh -c 'sleep 60; : '"$MARK" &) ; sleep 60`,
    limits: { timeoutMillis: 800 },
    success: { sign: "outlives" },
    blind: "LayerCake ends those of plain processes as well"
  },
  {
    name: "output after the end",
    tries: "hold the output open with a daemon, so that nobody sees the end",
    script: `(setsid sh -c 'sleep 20; echo late '"$MARK" &) ; echo done`,
    success: { sign: "lasts", overMillis: 8_000 },
    blind: "LayerCake does not wait for those of plain processes either"
  },
  {
    name: "waiting for input",
    tries: "wait for input that nobody gives, beyond the time limit",
    script: `cat; sleep 60`,
    limits: { timeoutMillis: 800 },
    success: { sign: "lasts", overMillis: 8_000 },
    blind: "the time limit holds for plain processes as well"
  }
]
