/**
 * The command line that runs a browser confined. Pure.
 *
 * Three walls, each enough alone: Chromium's own sandbox, which is never switched off; bubblewrap with a read-only
 * system, no home, no environment and no network; a user of its own. Where there is no bubblewrap a normal user has the
 * first wall and a browser without names or routes; root is refused, since Chromium would want its sandbox off.
 */
import { Option, Result } from "effect"
import { type BrowserHost, BrowserUnavailable } from "./BrowserLocation.ts"

export interface BrowserCommand {
  readonly command: string
  readonly args: ReadonlyArray<string>
}

/** Bytes of data each of its processes may hold; 4 GiB of them are address space that V8 only reserves. */
const maxData = 5_000_000_000
/** Bytes of its profile and its caches, which are in memory. */
const maxFiles = 300_000_000

/** A user that nobody is, and that owns nothing. */
export const throwAwayUser = 64_217

/** `profile`: a folder that is there, for a browser that has no file system of its own. */
export const browserCommand = (
  host: BrowserHost,
  profile: string
): Result.Result<BrowserCommand, BrowserUnavailable> => {
  const { bubblewrap, executable, isRoot, prlimit, setpriv } = host
  if (isRoot && (Option.isNone(setpriv) || Option.isNone(bubblewrap)))
    return Result.fail(
      new BrowserUnavailable({
        detail:
          "pages that agents wrote are not shown as root. Run LayerCake as a normal user, or install bubblewrap and util-linux"
      })
    )
  const inside = Option.isSome(bubblewrap)
  const user = String(throwAwayUser)
  const [command = executable, ...args] = [
    ...(isRoot
      ? [
          ...Option.toArray(setpriv),
          `--reuid=${user}`,
          `--regid=${user}`,
          "--clear-groups",
          "--no-new-privs",
          "--"
        ]
      : []),
    ...Option.match(prlimit, {
      onNone: () => [],
      onSome: (path) => [path, `--data=${maxData}`, "--core=0", "--"]
    }),
    ...Option.match(bubblewrap, { onNone: () => [], onSome: (path) => [path, ...walls(executable)] }),
    executable,
    ...flags,
    `--user-data-dir=${inside ? "/tmp/profile" : profile}`
  ]
  return Result.succeed({ command, args })
}

const walls = (executable: string): ReadonlyArray<string> => {
  const own = /^\/(?:usr|bin|lib|lib64|sbin)\//.test(executable)
    ? []
    : ["--ro-bind", folderOf(executable), folderOf(executable)]
  return [
    ...words("--unshare-all --die-with-parent --new-session --clearenv"),
    ...words("--setenv HOME /tmp --setenv PATH /usr/bin:/bin --setenv LANG C.UTF-8"),
    ...words("--ro-bind /usr /usr"),
    ...["/bin", "/sbin", "/lib", "/lib64", ...readable].flatMap((path) => ["--ro-bind-try", path, path]),
    ...own,
    ...words(`--proc /proc --dev /dev --size ${maxFiles} --tmpfs /tmp --chdir /tmp --`)
  ]
}

const words = (line: string): ReadonlyArray<string> => line.split(" ")

/** What drawing text needs besides `/usr`. */
const readable = [
  "/etc/fonts",
  "/etc/ld.so.cache",
  "/etc/alternatives",
  "/etc/chromium.d",
  "/var/cache/fontconfig"
]

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"))

const flags = [
  "--headless=new",
  "--remote-debugging-pipe",
  "--no-startup-window",
  "--no-first-run",
  "--no-default-browser-check",
  "--no-pings",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-extensions",
  "--disable-sync",
  "--disable-breakpad",
  "--disable-component-update",
  "--disable-background-networking",
  "--disable-default-apps",
  "--hide-scrollbars",
  "--mute-audio",
  "--password-store=basic",
  "--force-color-profile=srgb",
  "--force-device-scale-factor=1",
  "--js-flags=--max-old-space-size=256",
  // No name resolves and no address is reached; what a page asks for is refused before that.
  "--host-resolver-rules=MAP * ~NOTFOUND",
  "--proxy-server=http://127.0.0.1:9",
  "--proxy-bypass-list=<-loopback>",
  "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"
]
