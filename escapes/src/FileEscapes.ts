/**
 * Attempts on files outside of the folder: by path, by link, by race.
 */
import type { EscapeAttempt } from "./EscapeAttempt.ts"

export const fileEscapes: ReadonlyArray<EscapeAttempt> = [
  {
    name: "read by absolute path",
    tries: "read another project's file",
    script: `cat "$NEIGHBOUR/secret"`,
    success: { sign: "leak" }
  },
  {
    name: "read by ..",
    tries: "walk up and down again to another project",
    script: `cat "../$(basename "$NEIGHBOUR")/secret"`,
    success: { sign: "leak" }
  },
  {
    name: "read through a symbolic link",
    tries: "follow a link of its own to another project",
    script: `ln -s "$NEIGHBOUR" link; cat link/secret`,
    success: { sign: "leak" }
  },
  {
    name: "write by absolute path",
    tries: "make a file in another project",
    script: `echo x > "$NEIGHBOUR/$MARK"`,
    success: { sign: "changed", path: "$NEIGHBOUR/$MARK" }
  },
  {
    name: "write by ..",
    tries: "make a file in another project by going up",
    script: `echo x > "../$(basename "$NEIGHBOUR")/$MARK"`,
    success: { sign: "changed", path: "$NEIGHBOUR/$MARK" }
  },
  {
    name: "write through a symbolic link",
    tries: "write through a link of its own",
    script: `ln -s "$NEIGHBOUR" out; echo x > "out/$MARK"`,
    success: { sign: "changed", path: "$NEIGHBOUR/$MARK" }
  },
  {
    name: "write through a hard link",
    tries: "give another project's file a second name and write to it",
    script: `ln "$NEIGHBOUR/victim" hard && echo x >> hard`,
    success: { sign: "changed", path: "$NEIGHBOUR/victim" }
  },
  {
    name: "odd spellings of a path",
    tries: "reach another project by dots, slashes and case",
    script: `for p in "/.$NEIGHBOUR" "//$NEIGHBOUR/." "/proc/../$NEIGHBOUR" "/proc/self/cwd/../$(basename "$NEIGHBOUR")"; do
      cat "$p/secret"; done`,
    success: { sign: "leak" }
  },
  {
    name: "swap a file for a link",
    tries: "swap .npmrc for a link to another project while the next command is started",
    folder: { ".npmrc": "before\n" },
    script: `ln -s "$NEIGHBOUR/secret" evil; echo x > good; end=$(($(date +%s) + 2))
      while [ $(date +%s) -lt $end ]; do mv -f evil .npmrc; cat .npmrc; mv -f .npmrc evil; cp good .npmrc; mv -f .npmrc good; done`,
    beside: `cat .npmrc; sleep 0.1; cat .npmrc`,
    success: { sign: "leak" },
    isSlow: true
  },
  {
    name: "delete another project",
    tries: "remove a file outside of its folder",
    script: `rm -f "$NEIGHBOUR/victim" ../*/victim`,
    success: { sign: "changed", path: "$NEIGHBOUR/victim" }
  },
  {
    name: "the event store",
    tries: "add a line to LayerCake's own log",
    script: `echo '{"forged":true}' >> "$NEIGHBOUR/.layercake/events"`,
    success: { sign: "changed", path: "$NEIGHBOUR/.layercake/events" }
  },
  {
    name: "temporary files of the machine",
    tries: "leave a file in /tmp for others",
    script: `echo x > "/tmp/$MARK"`,
    success: { sign: "changed", path: "/tmp/$MARK" }
  },
  {
    name: "shared memory of the machine",
    tries: "leave a file in /dev/shm for another sandbox",
    script: `echo x > "/dev/shm/$MARK"`,
    success: { sign: "changed", path: "/dev/shm/$MARK" }
  },
  {
    name: "beside the programs",
    tries: "put a file beside the Node that LayerCake runs on",
    script: `echo x > "$(dirname "$(readlink -f "$(command -v node)")")/$MARK"`,
    success: { sign: "changed", path: "$NODE_FOLDER/$MARK" },
    blind: { user: "the folder of Node is not the user's to write" }
  },
  {
    name: "system folders",
    tries: "make files in /usr/local, /etc and /opt",
    script: `for f in /usr/local /etc /opt /var/tmp; do echo x > "$f/$MARK"; done`,
    success: { sign: "changed", path: "/var/tmp/$MARK" }
  }
]
