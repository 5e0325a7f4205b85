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

/** `together`: stderr goes where stdout goes. */
export type Streams = "together" | "apart"

/** Program and arguments that run `argv` under the limits. */
export const launch = (
  limits: LauncherLimits,
  streams: Streams,
  argv: ReadonlyArray<string>
): readonly [string, ...ReadonlyArray<string>] => [
  "/bin/sh",
  "-c",
  script,
  "launcher",
  // POSIX counts file sizes in blocks of 512 bytes.
  String(Math.ceil(limits.fileSize / 512)),
  String(limits.processes ?? ""),
  streams,
  ...argv
]

/** Why a command did not run that ended without the word that it started. */
export const whyNotStarted = (
  program: string,
  said: string,
  complaint: string,
  exitCode: number | null
): string =>
  said === missing
    ? `there is no program ${program}`
    : complaint.trim() || `it ended with exit code ${exitCode} before the command`

/** `ulimit -p` is how dash and busybox spell the number of processes; others say `-u`. */
const script = `
ulimit -c 0
ulimit -f "$1" 2>/dev/null
if [ -n "$2" ]; then ulimit -p "$2" 2>/dev/null || ulimit -u "$2" 2>/dev/null; fi
streams=$3
shift 3
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
if [ "$streams" = together ]; then "$program" "$@" 2>&1; else "$program" "$@"; fi
exit $?
`
