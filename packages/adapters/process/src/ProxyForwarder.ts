/**
 * What stands inside of a network-less sandbox in front of the proxy's unix socket, so that programs find a proxy on
 * 127.0.0.1. Forwards bytes and knows nothing of them.
 */

/** Of the sandbox's own 127.0.0.1. */
const port = 3128

/** The command, behind a shell that starts the forwarder first and waits until it listens. */
export const wrap = (
  paths: { readonly node: string; readonly socket: string },
  argv: ReadonlyArray<string>
): readonly [string, ...ReadonlyArray<string>] => [
  "/bin/sh",
  "-c",
  script,
  "forwarder",
  paths.node,
  paths.socket,
  ...argv
]

/** What tells programs of the proxy. `isDirect` keeps 127.0.0.1 of the sandbox itself out of it. */
export const environment = (options: { readonly isDirect: boolean }): Readonly<Record<string, string>> => {
  const address = `http://127.0.0.1:${port}`
  const except = options.isDirect ? "localhost,127.0.0.1,::1" : ""
  return {
    HTTP_PROXY: address,
    HTTPS_PROXY: address,
    http_proxy: address,
    https_proxy: address,
    NO_PROXY: except,
    no_proxy: except,
    npm_config_proxy: address,
    npm_config_https_proxy: address,
    npm_config_noproxy: except,
    // Node's own fetch and http take no notice of the others without it.
    NODE_USE_ENV_PROXY: "1"
  }
}

const forwarder = `
const net = require("node:net")
const [socket, port] = process.argv.slice(1)
net.createServer({ allowHalfOpen: true }, (inner) => {
  const outer = net.connect({ path: socket, allowHalfOpen: true })
  const end = () => { inner.destroy(); outer.destroy() }
  inner.on("error", end)
  outer.on("error", end)
  inner.pipe(outer).pipe(inner)
}).listen(Number(port), "127.0.0.1", () => console.log("ready"))
`

/** A named pipe carries the word that it listens, and its end when it could not. */
const script = `
node=$1
socket=$2
shift 2
ready=$TMPDIR/.layercake-forwarder
rm -f "$ready"
mkfifo "$ready" || exit 126
NODE_OPTIONS= "$node" -e '${forwarder}' "$socket" ${port} > "$ready" 2> /dev/null < /dev/null 3>&- 4>&- &
read -r word < "$ready"
rm -f "$ready"
exec "$@"
`
