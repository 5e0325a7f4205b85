/**
 * The few lines of shell that stand between a sandbox and the command: they set the limits that only a process can set
 * on itself, find the program, and say on file descriptor 3 how far they came. They never read the command as shell.
 */

/** Written to file descriptor 3 just before the program runs. */
export const started = "started"
/** Written when there is no such program. */
export const missing = "missing"

export interface LauncherLimits {
  /** Bytes a single file may have. */
  readonly fileSize: number
  /** Processes and threads at a time; none where they would be counted together with others of the same user. */
  readonly processes: number | undefined
}

/** Program and arguments that run `argv` under the limits, with stderr going where stdout goes. */
export const launch = (
  limits: LauncherLimits,
  argv: ReadonlyArray<string>
): readonly [string, ...ReadonlyArray<string>] => [
  "/bin/sh",
  "-c",
  script,
  "launcher",
  // POSIX counts file sizes in blocks of 512 bytes.
  String(Math.ceil(limits.fileSize / 512)),
  String(limits.processes ?? ""),
  ...argv
]

/** `ulimit -p` is how dash and busybox spell the number of processes; others say `-u`. */
const script = `
ulimit -c 0
ulimit -f "$1" 2>/dev/null
if [ -n "$2" ]; then ulimit -p "$2" 2>/dev/null || ulimit -u "$2" 2>/dev/null; fi
shift 2
program=
case $1 in
  */*) program=$1 ;;
  *)
    IFS=:
    for folder in $PATH; do
      if [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then program=$folder/$1; break; fi
    done
    unset IFS
    ;;
esac
if ! [ -f "$program" ] || ! [ -x "$program" ]; then printf ${missing} >&3; exit 127; fi
shift
printf ${started} >&3
exec 3>&-
"$program" "$@" 2>&1
exit $?
`
