/** Limits of the host: the client's protocol and the previews. */
export const limits = {
  /** One mount, tree as JSON: beyond, the mount is refused. */
  mountBytes: 256 * 1024 * 1024,
  /** Nested folders of a mounted tree. */
  mountDepth: 200,
  /** Head of an HTTP answer of a program: beyond, 502. */
  responseHeadBytes: 128 * 1024,
  /** Body bytes of a preview's request that wait for the program. */
  requestBodyWindowBytes: 262_144,
  /** Body bytes sent to the service worker that it has not taken: beyond, the program's socket waits. */
  responseWindowBytes: 1_048_576,
  /** Requests of one preview at a time: beyond, 503. */
  requestsInFlight: 256,
  /** One WebSocket message of a preview, in either direction: beyond, the socket closes with 1009. */
  socketMessageBytes: 64 * 1024 * 1024,
  /** WebSockets of one preview's page: beyond, a new one closes at once. */
  socketsPerPage: 200,
  /** Cookies kept for one port, oldest out. */
  cookiesPerPort: 100,
  cookieBytes: 4096,
  /** How much of an HTML answer is searched for its head before the script goes to the front. */
  htmlSearchBytes: 16_384,
  previewScriptBytes: 5 * 1024 * 1024,
  /** What `code` and `xdg-open` say: beyond, it is dropped. */
  editorMessageBytes: 65_536,
  /** Arguments of one forwarded console message. */
  previewMessageArguments: 20,
  previewMessageChars: 10_000,
  /** node_modules kept in the browser for the next page load: beyond, they are installed again. */
  keptModulesBytes: 120 * 1024 * 1024,
  /** After the last change of an install; long enough for npm's next one. */
  keepModulesDelayMs: 2000,
} as const;
