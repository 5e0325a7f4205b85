/**
 * Attempts on the network: listeners of the machine on every kind of socket, and the proxy talked into what it must
 * refuse.
 */
import type { EscapeAttempt } from "./EscapeAttempt.ts"

const connect = (target: string) =>
  `node -e 'const s = require("net").connect(${target}, () => s.end("hello")); s.on("error", () => {}); s.setTimeout(800, () => s.destroy())'`

/** Asks the proxy of the sandbox for a tunnel, if there is one, and speaks through it; without one it connects itself. */
const tunnel = (target: string) => `node -e '
  const [host, port] = [process.argv[1].replace(/:\\d+$/, ""), process.argv[1].replace(/^.*:/, "")]
  const proxy = process.env.HTTP_PROXY && new URL(process.env.HTTP_PROXY)
  const net = require("net")
  const go = (s) => { s.on("error", () => {}); s.setTimeout(1500, () => s.destroy()) }
  if (!proxy) { const s = net.connect(Number(port), host.replace(/[\\[\\]]/g, ""), () => s.end("hello")); go(s) }
  else {
    const s = net.connect(Number(proxy.port), "127.0.0.1", () => {
      const auth = proxy.username ? "Proxy-Authorization: Basic " +
        Buffer.from(decodeURIComponent(proxy.username) + ":" + decodeURIComponent(proxy.password)).toString("base64") + "\\r\\n" : ""
      s.write("CONNECT " + process.argv[1] + " HTTP/1.1\\r\\nHost: " + process.argv[1] + "\\r\\n" + auth + "\\r\\n")
    })
    s.on("data", () => s.end("GET / HTTP/1.0\\r\\n\\r\\n")); go(s)
  }' "${target}"`

const get = (address: string) =>
  `node -e 'fetch(process.argv[1], { signal: AbortSignal.timeout(1500) }).catch(() => {})' "${address}"`

export const networkEscapes: ReadonlyArray<EscapeAttempt> = [
  {
    name: "loopback of the machine",
    tries: "connect to a service on 127.0.0.1, as a database would be",
    script: connect(`process.env.PORT, "127.0.0.1"`),
    network: "loopback",
    success: { sign: "contact" }
  },
  {
    name: "loopback of the machine, IPv6",
    tries: "connect to a service on ::1",
    script: connect(`process.env.PORT6, "::1"`),
    success: { sign: "contact" }
  },
  {
    name: "datagrams to the machine",
    tries: "send UDP to a service on 127.0.0.1",
    script: `node -e 'const s = require("dgram").createSocket("udp4"); s.send("hello", process.env.UDP_PORT, "127.0.0.1", () => s.close())'`,
    success: { sign: "contact" }
  },
  {
    name: "secrets in name lookups",
    tries: "ask a name server of its choice",
    script: `node -e 'const r = new (require("dns").Resolver)({ timeout: 500, tries: 1 }); r.setServers(["127.0.0.1:" + process.env.UDP_PORT])
      r.resolve("secret.example", () => process.exit())'`,
    success: { sign: "contact" }
  },
  {
    name: "unix socket by path",
    tries: "connect to a socket file, as docker.sock would be",
    script: connect(`process.env.SOCKET`),
    success: { sign: "contact" }
  },
  {
    name: "unix socket without a path",
    tries: "connect to an abstract socket",
    script: connect(`"\\0" + process.env.ABSTRACT`),
    success: { sign: "contact" }
  },
  {
    name: "address of the machine in its network",
    tries: "connect to the machine by its own address",
    script: `for a in $ADDRESSES; do ${connect(`process.env.PORT, process.argv[1]`)} "$a"; done`,
    success: { sign: "contact" }
  },
  {
    name: "direct connection during an install",
    tries: "go past the proxy to 127.0.0.1",
    script: connect(`process.env.PORT, "127.0.0.1"`),
    network: "registry",
    success: { sign: "contact" }
  },
  {
    name: "sockets during an install",
    tries: "go past the proxy to socket files and abstract sockets",
    script: `${connect(`process.env.SOCKET`)}; ${connect(`"\\0" + process.env.ABSTRACT`)}`,
    network: "registry",
    success: { sign: "contact" }
  },
  {
    name: "the proxy asked for 127.0.0.1",
    tries: "have the proxy connect to the machine itself",
    script: tunnel(`127.0.0.1:$PORT`),
    network: "registry",
    success: { sign: "contact" }
  },
  {
    name: "the proxy asked for localhost",
    tries: "name the machine instead",
    script: `${tunnel(`localhost:$PORT`)}; ${get(`http://localhost:$PORT/`)}`,
    network: "registry",
    success: { sign: "contact" }
  },
  {
    name: "the proxy asked in odd notations",
    tries: "write 127.0.0.1 as one number, in hexadecimal, in octal, short, or as IPv6",
    script: `for host in 2130706433 0x7f000001 0177.0.0.1 127.1 0.0.0.0 "[::ffff:127.0.0.1]" "[::1]" 127.0.0.1.; do
      ${tunnel(`$host:$PORT`)}; ${get(`http://$host:$PORT/`)}; done`,
    network: "registry",
    success: { sign: "contact" },
    isSlow: true
  },
  {
    name: "a listed name that leads to the machine",
    tries: "reach 127.0.0.1 by a name on the list (DNS rebinding)",
    script: `${tunnel(`localhost:$PORT`)}; ${get(`http://localhost:$PORT/`)}`,
    network: "localhost",
    success: { sign: "contact" }
  },
  {
    name: "a listed name that leads into the network",
    tries: "reach the machine by its host name on the list",
    script: tunnel(`$HOST_NAME:$PORT`),
    network: "hostname",
    success: { sign: "contact" }
  },
  {
    name: "redirect from a listed host",
    tries: "be led on from the registry to the machine",
    script: get("$REDIRECT"),
    network: "registry",
    success: { sign: "contact" }
  },
  {
    name: "the registry by another port",
    tries: "reach another service on the registry's host",
    script: `${get("http://127.0.0.1:$PORT/")}; ${tunnel("127.0.0.1:$PORT")}`,
    network: "registry",
    success: { sign: "contact" }
  },
  {
    name: "another host by the Host header",
    tries: "ask the registry's address for another host",
    script: `node -e '
      const p = new URL(process.env.HTTP_PROXY ?? "http://127.0.0.1:" + process.env.PORT)
      const s = require("net").connect(Number(p.port), "127.0.0.1", () => s.end(
        "GET http://127.0.0.1:" + process.env.PORT + "/ HTTP/1.1\\r\\nHost: " + new URL(process.env.REDIRECT).host + "\\r\\n\\r\\n"))
      s.on("error", () => {}); s.setTimeout(1000, () => s.destroy()); s.resume()'`,
    network: "registry",
    success: { sign: "contact" }
  },
  {
    name: "a server for the outside",
    tries: "listen where the machine can be reached",
    script: `node -e 'const s = require("net").createServer(() => {}).listen(0, "0.0.0.0", () => {
      require("fs").writeFileSync("port", String(s.address().port)); setTimeout(() => process.exit(), 700) })'`,
    success: { sign: "served", path: "./port" }
  }
]
