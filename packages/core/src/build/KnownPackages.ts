/**
 * Names of npm packages that very many projects depend on. A name that is nearly one of these is suspicious; the names
 * themselves never are.
 *
 * Source: written down from general knowledge of the npm ecosystem, November 2026, and narrowed to names with at least
 * 200,000 downloads a month at that time. It needs no completeness: what is missing here is judged by its age and use.
 */
export const knownPackages: ReadonlySet<string> = new Set(
  `
  @angular/cli @angular/common @angular/core @angular/forms @angular/router @anthropic-ai/sdk
  @apidevtools/swagger-parser @apollo/client @apollo/server @aws-sdk/client-dynamodb @aws-sdk/client-s3
  @azure/identity @babel/cli @babel/core @babel/eslint-parser @babel/parser @babel/plugin-transform-runtime
  @babel/preset-env @babel/preset-react @babel/preset-typescript @babel/runtime @babel/traverse
  @babel/types @biomejs/biome @chakra-ui/react @changesets/cli @clerk/nextjs @commitlint/cli
  @commitlint/config-conventional @dnd-kit/core @effect/platform @effect/schema @electron/rebuild
  @emotion/react @emotion/styled @esbuild/linux-x64 @eslint/js @faker-js/faker @fastify/cors
  @fastify/helmet @fastify/jwt @fastify/static @fastify/swagger @floating-ui/react
  @fortawesome/fontawesome-free @google-cloud/storage @graphql-codegen/cli @hapi/boom @hapi/hapi @hapi/joi
  @headlessui/react @heroicons/react @hono/node-server @hookform/resolvers @jest/globals
  @microsoft/api-extractor @mikro-orm/core @modelcontextprotocol/sdk @mui/icons-material @mui/material
  @nestjs/cli @nestjs/common @nestjs/core @nestjs/swagger @nestjs/testing @nestjs/typeorm @octokit/core
  @octokit/rest @opentelemetry/api @playwright/test @popperjs/core @prisma/client @radix-ui/react-dialog
  @redocly/cli @reduxjs/toolkit @remix-run/react @rollup/plugin-commonjs @rollup/plugin-node-resolve
  @rollup/plugin-typescript @sentry/node @sentry/react @sinonjs/fake-timers @socket.io/redis-adapter
  @stoplight/spectral-cli @storybook/react @stripe/stripe-js @supabase/supabase-js @sveltejs/kit @swc/core
  @tailwindcss/forms @tailwindcss/typography @tanstack/react-query @tanstack/react-table
  @testing-library/dom @testing-library/jest-dom @testing-library/react @testing-library/user-event
  @trpc/client @trpc/server @tsconfig/node20 @types/bcrypt @types/bcryptjs @types/better-sqlite3
  @types/body-parser @types/cookie-parser @types/cors @types/debug @types/express @types/express-session
  @types/jest @types/js-yaml @types/jsonwebtoken @types/lodash @types/mocha @types/morgan @types/multer
  @types/node @types/nodemailer @types/passport @types/pg @types/react @types/react-dom @types/semver
  @types/supertest @types/uuid @types/ws @typescript-eslint/eslint-plugin @typescript-eslint/parser
  @vitejs/plugin-react @vitejs/plugin-vue @vitest/coverage-istanbul @vitest/coverage-v8 @vitest/ui
  @vue/compiler-sfc @xstate/react accounting ace-builds acorn adm-zip agenda ajv ajv-formats ajv-keywords
  alpinejs amqplib angular animate.css animejs ansi-colors ansi-regex ansi-styles apollo-client
  apollo-server apollo-server-express archiver arg argon2 astro async autoprefixer ava awilix aws-sdk
  axe-core axios babel-core babel-eslint babel-jest babel-loader babel-polyfill babel-runtime backbone
  bcrypt bcryptjs better-sqlite3 big.js bignumber.js bindings bluebird bn.js body-parser bookshelf
  bootstrap boxen browserify browserslist buffer bull bullmq bulma bunyan c8 cac cacheable caniuse-lite
  canvas cassandra-driver chai chai-as-promised chalk chalk-template chart.js cheerio chokidar
  class-transformer class-validator classnames cli-progress cli-table3 clone clsx codemirror colorette
  colors commander commitlint compression compromise concat-stream concurrently config connect
  conventional-changelog convict cookie-parser cookie-session core-js core-js-compat corepack cors
  cosmiconfig couchbase cron cross-env cross-fetch cross-spawn crypto-js css-loader cssnano csv-parse
  csv-parser csv-stringify cuid cypress d3 dataloader date-fns date-fns-tz dayjs dayjs-plugin-utc debug
  decimal.js deep-equal deepmerge del discord.js dompurify dotenv dotenv-expand downshift draft-js
  drizzle-kit drizzle-orm echarts effect ejs elasticsearch electron electron-builder elliptic elysia
  ember-cli emotion engine.io enquirer env-var enzyme esbuild escodegen eslint eslint-config-airbnb
  eslint-config-airbnb-base eslint-config-next eslint-config-prettier eslint-config-standard
  eslint-plugin-import eslint-plugin-jest eslint-plugin-jsx-a11y eslint-plugin-n eslint-plugin-node
  eslint-plugin-prettier eslint-plugin-promise eslint-plugin-react eslint-plugin-react-hooks
  eslint-plugin-unicorn eslint-plugin-unused-imports eslint-plugin-vue eslint-scope espree esprima
  estraverse ethers eventemitter3 events exceljs execa expect express express-rate-limit express-session
  express-validator fabric faker fast-csv fast-deep-equal fast-glob fast-xml-parser fastest-levenshtein
  fastify faye-websocket figlet file-loader final-form find-up firebase firebase-admin flexsearch
  follow-redirects font-awesome forever form-data formik foundation-sites fp-ts fraction.js framer-motion
  franc fs-extra fuse.js gatsby glob globals globby google-auth-library googleapis got graceful-fs
  graphile-worker graphql graphql-request graphql-tag graphql-tools graphql-yoga gray-matter grunt gsap
  gulp h3 hammerjs handlebars hapi happy-dom hardhat helmet highcharts highlight.js hls.js hono howler
  html-webpack-plugin http-proxy http-proxy-middleware http-server https-proxy-agent husky i18next
  iconv-lite immer immutable inherits ini inquirer interactjs intl-messageformat inversify io-ts ioredis
  is-plain-object isarray isomorphic-fetch isomorphic-ws istanbul iterare jasmine jest jest-cli jest-diff
  jest-environment-jsdom jest-mock jimp joi jose jotai jquery js-yaml jscs jsdom jshint json-server json5
  jsonschema jsonwebtoken jszip kafkajs karma keyv kleur knex koa koa-bodyparser koa-router konva ky kysely
  langchain leaflet lerna less level lint-staged listr listr2 lit lit-html live-server local-web-server
  localtunnel lodash lodash-es lodash.clonedeep lodash.debounce lodash.get lodash.isequal lodash.merge
  log-symbols log4js loglevel long lottie-web lowdb lru-cache lunr luxon magic-string mapbox-gl markdown-it
  marked mathjs md5 memcached meow micromatch mikro-orm mime mime-types mini-css-extract-plugin minimatch
  minimist minisearch mkdirp mobx mocha moment moment-timezone monaco-editor mongodb mongoose morgan mqtt
  ms mssql msw multer mustache mysql mysql2 nan nanoid nats natural nedb needle neo4j-driver neverthrow
  next next-i18next ngrok nitropack nock node-addon-api node-cache node-cron node-fetch node-forge node-gyp
  node-pre-gyp node-sass node-schedule node-telegram-bot-api nodemailer nodemon normalize.css np npm
  npm-check-updates npm-run-all npmlog numeral nunjucks nuxt nx nyc object-assign object-hash objection
  oclif once openai openapi-types ora oracledb oxlint p-all p-limit p-map p-queue p-retry p5 papaparse
  parcel passport passport-jwt passport-local path-to-regexp pdf-lib pdfjs-dist pdfkit pg pg-boss pg-hstore
  pg-promise picocolors picomatch pinia pino pino-pretty pixi.js pkg pkg-dir playwright playwright-core pm2
  pnpm polished polka postcss postcss-cli postcss-loader postgres preact preact-render-to-string
  prebuild-install prettier prisma prismjs process prompts prosemirror-state proxy-agent proxyquire pug
  punycode puppeteer puppeteer-core q qrcode qs query-string quill qunit ramda rc react react-dnd react-dom
  react-dropzone react-error-boundary react-hook-form react-i18next react-icons react-is react-markdown
  react-native react-query react-redux react-router react-router-dom react-select react-table
  react-test-renderer react-transition-group react-virtualized react-window readable-stream recoil redis
  redux redux-saga redux-thunk reflect-metadata regenerator-runtime rehype release-it remark remeda request
  request-promise reselect resolve resolve-from restify rimraf rolldown rollup rollup-plugin-typescript2
  rxjs safe-buffer sanitize-html sanitize.css sass sass-loader selenium-webdriver semantic-release semver
  sendgrid sequelize serve serve-favicon serve-static sharp shelljs short-uuid shortid should showdown
  signal-exit signale simple-statistics sinon sinon-chai slack slate socket.io socket.io-client sockjs solc
  solid-js sortablejs source-map source-map-support sqlite3 standard standard-version storybook
  string-similarity string-width strip-ansi stripe style-loader styled-components stylelint stylus
  superagent superstruct supertest supports-color svelte swagger-jsdoc swagger-ui-express swiper swr
  tailwind-merge tailwindcss tap tape tar tedious telegraf temp-dir terminal-link terser
  terser-webpack-plugin testdouble three through2 timeago.js tmp toml tone ts-jest ts-loader ts-morph
  ts-node ts-pattern tslib tslint tsup tsx tsyringe turbo turndown tweetnacl twilio type-fest type-graphql
  typebox typedoc typeorm typescript typescript-eslint uglify-js ulid underscore undici unified unzipper
  url-loader url-parse urql util uuid valibot validator valtio video.js viem vite vitest vue vue-i18n
  vue-router vuetify vuex wagmi watchpack web3 webpack webpack-cli webpack-dev-server webpack-merge
  websocket whatwg-fetch which winston wrap-ansi wrappy ws xlsx xml2js xo xss xstate yaml yargs
  yargs-parser yarn yauzl yup zod zustand
`
    .trim()
    .split(/\s+/)
)
