/**
 * Attempts on the limits. Each is bounded by itself, so that it does no harm where nobody stops it.
 */
import type { EscapeAttempt } from "./EscapeAttempt.ts"

const megabyte = 1024 * 1024
const both = "this limit holds for plain processes as well"

export const limitEscapes: ReadonlyArray<EscapeAttempt> = [
  {
    name: "many processes",
    tries: "start 1,400 processes at a time",
    script: `i=0; while [ $i -lt 1400 ]; do i=$((i+1)); sh -c 'sleep 20; : '"$MARK" & done; sleep 1`,
    limits: { timeoutMillis: 12_000, memory: 8192 * megabyte },
    success: { sign: "processes", over: 1_100 },
    isSlow: true
  },
  {
    name: "fork bomb",
    tries: "double itself until it is stopped",
    script: `bomb() { [ "$1" -gt 11 ] && exec sleep 20 "$MARK"; bomb $(($1 + 1)) & bomb $(($1 + 1)) & wait; }; bomb 1`,
    limits: { timeoutMillis: 3_000 },
    success: { sign: "processes", over: 1_100 },
    isSlow: true,
    blind: "a plain process would be let do it, at the cost of everything beside it"
  },
  {
    name: "memory of one process",
    tries: "hold 700 MB where 200 MB are allowed",
    script: `node -e 'const kept = []; for (let i = 0; i < 70; i++) kept.push(Buffer.alloc(1e7, 1)); setTimeout(() => kept, 1500)' "$MARK"`,
    limits: { memory: 200 * megabyte },
    success: { sign: "memory", over: 600 * megabyte },
    blind: both
  },
  {
    name: "memory by temporary files",
    tries: "put 600 MB into files in memory",
    script: `for f in /dev/shm /tmp /run /root; do head -c 150000000 /dev/zero > "$f/$MARK"; done; sleep 0.5`,
    limits: { memory: 200 * megabyte, disk: 200 * megabyte },
    success: { sign: "fileMemory", over: 330 * megabyte },
    blind: "how much of it is memory differs from machine to machine"
  },
  {
    name: "one big file",
    tries: "write 400 MB where 20 MB are allowed",
    script: `head -c 400000000 /dev/zero > big; sleep 0.2`,
    limits: { disk: 20 * megabyte },
    success: { sign: "disk", over: 100 * megabyte },
    blind: both
  },
  {
    name: "many files",
    tries: "write 300 files of 1 MB where 20 MB are allowed",
    script: `i=0; while [ $i -lt 300 ]; do i=$((i+1)); head -c 1000000 /dev/zero > f$i || exit; done; sleep 0.2`,
    limits: { disk: 20 * megabyte },
    success: { sign: "disk", over: 200 * megabyte },
    blind: both
  },
  {
    name: "a file without content",
    tries: "make a file that claims to be 1 TB",
    script: `truncate -s 1T sparse`,
    limits: { disk: 20 * megabyte },
    success: { sign: "length", over: 100 * megabyte },
    blind: both
  },
  {
    name: "files that are deleted but open",
    tries: "fill the disk with 300 MB of files that have no name any more",
    script: `node -e 'const fs = require("fs"); const block = Buffer.alloc(1e6, 1)
      for (let i = 0; i < 300; i++) { const f = fs.openSync("gone", "w"); fs.unlinkSync("gone"); fs.writeSync(f, block) }
      setTimeout(() => fs.writeFileSync("done", "yes"), 4500)'`,
    limits: { disk: 20 * megabyte },
    success: { sign: "changed", path: "./done" },
    blind: both,
    isSlow: true
  },
  {
    name: "endless output",
    tries: "print 30 MB where 1 MB is allowed",
    script: `head -c 30000000 /dev/zero | tr '\\0' '\\n'`,
    limits: { output: megabyte },
    success: { sign: "output", over: 1.1 * megabyte },
    blind: both
  },
  {
    name: "endless line",
    tries: "print one line of 30 MB",
    script: `head -c 30000000 /dev/zero | tr '\\0' 'x'`,
    limits: { output: megabyte },
    success: { sign: "output", over: 1.1 * megabyte },
    blind: both
  },
  {
    name: "endless time",
    tries: "loop for ever, without a sleep",
    script: `trap "" TERM INT HUP; while :; do :; done`,
    limits: { timeoutMillis: 800 },
    success: { sign: "lasts", overMillis: 8_000 },
    blind: both
  },
  {
    name: "a deep tree",
    tries: "make folders so deep that nobody can remove them",
    script: `node -e 'const fs = require("fs"); for (let i = 0; i < 3000; i++) { fs.mkdirSync("d"); process.chdir("d") }'; echo x > "$NEIGHBOUR/$MARK"`,
    success: { sign: "changed", path: "$NEIGHBOUR/$MARK" }
  }
]
