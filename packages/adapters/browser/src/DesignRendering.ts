/**
 * Shows one page as a person would see it, on a wide and on a narrow screen, and says what happened meanwhile. Scripts
 * run, because people will see what they make; nothing that the page asks for is answered.
 */
import { Duration, Effect, type Result, Schema } from "effect"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { type RenderedAccessibility, runAxe } from "./RenderedAccessibility.ts"

export const screens = [
  { name: "desktop", width: 1280, height: 800 },
  { name: "phone", width: 390, height: 844 }
] as const

export interface RenderedScreen extends RenderedAccessibility {
  readonly width: number
  readonly height: number
  readonly png: Uint8Array
  /** Addresses the page asked for, each once. */
  readonly requests: ReadonlyArray<string>
  /** Errors that its scripts did not catch. */
  readonly scriptErrors: ReadonlyArray<string>
  /** What its scripts wrote to the console as errors. */
  readonly consoleErrors: ReadonlyArray<string>
  /** CSS pixels that the page is wider than the screen. */
  readonly overflow: number
}

/** The page was not seen; nothing is known of it. */
export class PageUnseen extends Schema.TaggedError<PageUnseen>()("PageUnseen", { reason: Schema.String }) {
  override get message() {
    return `The page could not be shown: ${this.reason}`
  }
}

/** CSS pixels of a page from its top that are pictured. */
const maxHeight = 6_000
/** Things of one kind that are told. */
const maxTold = 10

export const render = Effect.fn("DesignRendering.render")(function* (
  browser: Browser,
  html: string,
  screen: { readonly width: number; readonly height: number },
  timeLimit: Duration.Duration
) {
  return yield* Effect.acquireUseRelease(
    Effect.tryPromise({ try: () => contextOf(browser, screen), catch: unseen }),
    (context) =>
      Effect.tryPromise({ try: () => look(context, html, Duration.toMillis(timeLimit)), catch: unseen }).pipe(
        Effect.timeoutOrElse({
          duration: timeLimit,
          orElse: () =>
            Effect.fail(
              new PageUnseen({
                reason: `it took longer than ${Duration.format(timeLimit)}. Do less in its scripts`
              })
            )
        }),
        Effect.map((seen) => ({ ...seen, width: screen.width }))
      ),
    // A page that hangs may not answer the request to close either; the browser's end takes it along.
    (context) => Effect.promise(() => context.close()).pipe(Effect.timeout("5 seconds"), Effect.ignore)
  ).pipe(Effect.result)
})

export type Rendered = Result.Result<RenderedScreen, PageUnseen>

const address = "http://design.invalid/"

const contextOf = (
  browser: Browser,
  { height, width }: { readonly width: number; readonly height: number }
) =>
  browser.newContext({
    viewport: { width, height },
    serviceWorkers: "block",
    acceptDownloads: false,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC"
  })

interface Diary {
  readonly requests: Set<string>
  readonly scriptErrors: Set<string>
  readonly consoleErrors: Set<string>
  crashed: boolean
}

const look = (context: BrowserContext, html: string, millis: number) => {
  const diary: Diary = {
    requests: new Set(),
    scriptErrors: new Set(),
    consoleErrors: new Set(),
    crashed: false
  }
  return answerOnly(context, html, diary)
    .then(() => context.newPage())
    .then((page) => {
      watch(context, page, diary)
      const crash = new Promise<never>((_, reject) =>
        page.on("crash", () => reject(new Error("it crashed, or needed too much memory")))
      )
      return Promise.race([crash, seen(context, page, millis, diary)])
    })
}

const seen = (context: BrowserContext, page: Page, millis: number, diary: Diary) =>
  page
    .goto(address, { waitUntil: "load", timeout: millis })
    .then(() => context.newCDPSession(page))
    .then((session) =>
      session
        .send("Page.getLayoutMetrics")
        .then(({ cssContentSize, cssLayoutViewport }) =>
          picture(page, cssContentSize.height, cssLayoutViewport.clientWidth, millis).then(
            ({ height, png }) => ({
              height,
              png,
              overflow: Math.max(0, Math.round(cssContentSize.width - cssLayoutViewport.clientWidth))
            })
          )
        )
        .then((shown) => runAxe(session).then((accessibility) => ({ ...shown, ...accessibility })))
    )
    .then((shown) => ({
      ...shown,
      requests: [...diary.requests],
      scriptErrors: [...diary.scriptErrors],
      consoleErrors: [...diary.consoleErrors]
    }))

const picture = (page: Page, contentHeight: number, width: number, timeout: number) => {
  const height = Math.max(1, Math.min(maxHeight, Math.ceil(contentHeight)))
  return page
    .screenshot({
      type: "png",
      animations: "disabled",
      caret: "hide",
      fullPage: true,
      clip: { x: 0, y: 0, width, height },
      timeout
    })
    .then((png) => ({ height, png: new Uint8Array(png) }))
}

/** The page itself is the one answer that there is. */
const answerOnly = (context: BrowserContext, html: string, diary: Diary) => {
  let given = false
  return Promise.all([
    context.route("**/*", (route) => {
      const url = route.request().url()
      if (!given && url === address) {
        given = true
        return route.fulfill({ contentType: "text/html; charset=utf-8", body: html })
      }
      // Browsers ask for this themselves.
      if (url !== `${address}favicon.ico`) note(diary.requests, url)
      return route.abort("blockedbyclient")
    }),
    context.routeWebSocket(/.*/, (socket) => {
      note(diary.requests, socket.url())
      return socket.close()
    })
  ])
}

const watch = (context: BrowserContext, page: Page, diary: Diary) => {
  page.on("pageerror", (error) => note(diary.scriptErrors, error.message))
  page.on("console", (message) => {
    const refused = /ERR_BLOCKED_BY_CLIENT|Content Security Policy/.test(message.text())
    if (message.type() === "error" && !refused) note(diary.consoleErrors, message.text())
  })
  context.on("page", (other) => {
    if (other === page) return
    note(diary.requests, other.url())
    void other.close().catch(() => undefined)
  })
}

const note = (list: Set<string>, text: string) => {
  if (list.size < maxTold) list.add(text.replace(/\s+/g, " ").slice(0, 300))
}

const unseen = (cause: unknown) =>
  new PageUnseen({
    reason: ((cause instanceof Error ? cause.message : String(cause)).split("\n")[0] ?? "").slice(0, 300)
  })
