import { limits } from "./limits.ts";
import type { GatewayParts } from "./preview-gateway.ts";
import type { ToKernel, ToPage, ToSocket } from "./preview-protocol.ts";
import { PreviewSocket } from "./preview-socket.ts";
import { closeCodes } from "./socket-frames.ts";

type FromPage = Extract<ToKernel, { type: "watch-cookies" | "set-cookie" }> | ToSocket;

/** What a preview's page, rather than its service worker, has with the kernel: its WebSockets and its cookies. */
export class PageLink {
  readonly #parts: GatewayParts;
  readonly #post: (message: ToPage) => void;
  readonly #sockets = new Map<number, PreviewSocket>();
  #stopWatching: () => void = () => {};

  constructor(parts: GatewayParts, post: (message: ToPage) => void) {
    this.#parts = parts;
    this.#post = post;
  }

  receive(message: FromPage): void {
    const { number, cookies, nowMs } = this.#parts;
    switch (message.type) {
      case "socket-open":
        this.#open(message);
        return;
      case "watch-cookies": {
        const jar = cookies();
        const tell = (): void => this.#post({ type: "cookies", text: jar.visible(number, message.path, nowMs()) });
        this.#stopWatching();
        this.#stopWatching = jar.watch(tell);
        tell();
        return;
      }
      case "set-cookie":
        cookies().setByScript(number, message.line, message.path, nowMs());
        return;
      default:
        this.#sockets.get(message.id)?.receive(message);
    }
  }

  dispose(): void {
    this.#stopWatching();
    for (const socket of this.#sockets.values()) socket.drop();
  }

  #open({ id, url, protocols }: Extract<ToSocket, { type: "socket-open" }>): void {
    const { number, cookies, nowMs } = this.#parts;
    const engine = this.#parts.engine();
    if (!engine || this.#sockets.size >= limits.socketsPerPage || this.#sockets.has(id)) {
      this.#post({ type: "socket-closed", id, code: closeCodes.abnormal, reason: "", clean: false });
      return;
    }
    const socket = new PreviewSocket({
      id,
      port: number,
      engine,
      cookie: cookies().header(number, url, nowMs()),
      random: (count) => crypto.getRandomValues(new Uint8Array(count)),
      post: this.#post,
      setCookie: (line) => cookies().set(number, line, url, nowMs()),
      done: () => this.#sockets.delete(id),
    });
    this.#sockets.set(id, socket);
    socket.open(url, protocols);
  }
}
