import { assert, describe, it } from "@effect/vitest"
import { browserCommand, throwAwayUser } from "@layercake/browser/BrowserCommand"
import type { BrowserHost } from "@layercake/browser/BrowserLocation"
import { Option, Result } from "effect"

const host: BrowserHost = {
  executable: "/usr/bin/chromium",
  bubblewrap: Option.some("/usr/bin/bwrap"),
  setpriv: Option.some("/usr/bin/setpriv"),
  prlimit: Option.some("/usr/bin/prlimit"),
  isRoot: false
}
const line = (change: Partial<BrowserHost>) => {
  const { args, command } = Result.getOrThrow(browserCommand({ ...host, ...change }, "/tmp/profile-1"))
  return [command, ...args].join(" ")
}

describe("BrowserCommand", () => {
  it("never switches the browser's own sandbox off, whoever runs it", () => {
    for (const isRoot of [true, false])
      for (const bubblewrap of [host.bubblewrap, Option.none<string>()]) {
        const command = browserCommand({ ...host, isRoot, bubblewrap }, "/tmp/profile-1")
        assert.notMatch(JSON.stringify(command), /no-sandbox|no-zygote|single-process|disable-web-security/)
      }
  })

  it("gives the network, the home and the environment to nobody inside bubblewrap", () => {
    assert.match(line({}), /^\/usr\/bin\/prlimit --data=\d+ --core=0 -- \/usr\/bin\/bwrap --unshare-all /)
    assert.match(
      line({}),
      / --clearenv .* --tmpfs \/tmp .* -- \/usr\/bin\/chromium .*--user-data-dir=\/tmp\/profile$/
    )
    assert.notMatch(line({}), /--share-net|--bind |--ro-bind \/ \/|\/home|\/root/)
  })

  it("becomes another user first where it is root's", () => {
    assert.match(
      line({ isRoot: true }),
      new RegExp(
        `^/usr/bin/setpriv --reuid=${throwAwayUser} --regid=${throwAwayUser} --clear-groups --no-new-privs -- `
      )
    )
  })

  it("is refused to root without the programs that would make it somebody else", () => {
    for (const missing of ["bubblewrap", "setpriv"] as const) {
      const command = browserCommand({ ...host, isRoot: true, [missing]: Option.none() }, "/tmp/profile-1")
      assert.isTrue(Result.isFailure(command))
      if (Result.isFailure(command))
        assert.match(
          command.failure.message,
          /not shown as root\. Run LayerCake as a normal user, or install bubblewrap/
        )
    }
  })

  it("has a folder of its own where a normal user has no bubblewrap", () => {
    assert.match(
      line({ bubblewrap: Option.none() }),
      /^\/usr\/bin\/prlimit .* --user-data-dir=\/tmp\/profile-1$/
    )
  })

  it("can read a browser that does not lie in the system", () => {
    assert.include(line({ executable: "/opt/chrome/chrome" }), "--ro-bind /opt/chrome /opt/chrome")
  })
})
