import type { FromSocket, ToKernel } from "../preview-protocol.ts";

type Post = (message: ToKernel) => void;
const abnormalClosure = 1006;

/** The WebSockets of a page to its own server: the service worker does not see them, so that the kernel speaks the protocol. */
export class PageSockets {
  readonly #post: Post;
  readonly #open = new Map<number, OwnSocket>();
  #next = 1;

  constructor(post: Post) {
    this.#post = post;
  }

  /** A `WebSocket` class whose sockets to the page's own host come here; every other is the browser's. */
  wrap(Native: typeof WebSocket, host: string): typeof WebSocket {
    return new Proxy(Native, {
      construct: (target, [address, protocols]: [string | URL, (string | string[])?], newTarget) => {
        const url = URL.canParse(address, `http://${host}`) ? new URL(address, `http://${host}`) : null;
        if (url?.host !== host || url.hash !== "")
          return Reflect.construct(target, protocols === undefined ? [address] : [address, protocols], newTarget);
        const id = this.#next++;
        url.protocol = url.protocol.replace("http", "ws");
        const socket = new OwnSocket(id, url, this.#post, () => this.#open.delete(id));
        Object.setPrototypeOf(socket.facade, newTarget.prototype);
        this.#open.set(id, socket);
        const wanted = typeof protocols === "string" ? [protocols] : (protocols ?? []);
        this.#post({ type: "socket-open", id, url: url.pathname + url.search, protocols: wanted });
        return socket.facade;
      },
    });
  }

  receive(message: FromSocket): void {
    this.#open.get(message.id)?.receive(message);
  }

  /** The engine is gone. */
  fail(): void {
    for (const [id, socket] of this.#open)
      socket.receive({ type: "socket-closed", id, code: abnormalClosure, reason: "", clean: false });
  }

  /** The page goes away. */
  closeAll(): void {
    for (const id of this.#open.keys()) this.#post({ type: "socket-close", id, code: 1001, reason: "" });
  }
}

const states = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;

/** The state behind one socket object, which is an EventTarget with a WebSocket's members. */
class OwnSocket {
  readonly facade = new EventTarget();
  readonly #id: number;
  readonly #post: Post;
  readonly #done: () => void;
  readonly #origin: string;
  #state: number = states.connecting;
  #buffered = 0;
  #protocol = "";
  #binaryType: BinaryType = "blob";
  /** Blobs are read before they are sent: what follows keeps its place. */
  #sending: Promise<void> = Promise.resolve();

  constructor(id: number, url: URL, post: Post, done: () => void) {
    this.#id = id;
    this.#post = post;
    this.#done = done;
    this.#origin = url.origin;
    const members: PropertyDescriptorMap = {
      url: { value: url.href },
      extensions: { value: "" },
      readyState: { get: () => this.#state },
      bufferedAmount: { get: () => this.#buffered },
      protocol: { get: () => this.#protocol },
      binaryType: {
        get: () => this.#binaryType,
        set: (type: unknown) => {
          if (type === "blob" || type === "arraybuffer") this.#binaryType = type;
        },
      },
      send: { value: (data: unknown) => this.#send(data) },
      close: { value: (code?: number, reason?: string) => this.#close(code, reason) },
    };
    Object.defineProperties(this.facade, members);
    for (const name of ["open", "message", "error", "close"]) this.#defineHandler(name);
  }

  receive(message: FromSocket): void {
    switch (message.type) {
      case "socket-opened":
        this.#protocol = message.protocol;
        if (this.#state !== states.connecting) return;
        this.#state = states.open;
        this.facade.dispatchEvent(new Event("open"));
        return;
      case "socket-message":
        this.#post({ type: "socket-received", id: this.#id, bytes: message.bytes });
        if (this.#state === states.open)
          this.facade.dispatchEvent(
            new MessageEvent("message", { data: this.#incoming(message.data), origin: this.#origin }),
          );
        return;
      case "socket-taken":
        this.#buffered = Math.max(0, this.#buffered - message.bytes);
        return;
      case "socket-closed": {
        if (this.#state === states.closed) return;
        this.#state = states.closed;
        this.#done();
        const { code, reason, clean } = message;
        if (!clean) this.facade.dispatchEvent(new Event("error"));
        this.facade.dispatchEvent(new CloseEvent("close", { code, reason, wasClean: clean }));
      }
    }
  }

  #incoming(data: string | Uint8Array<ArrayBuffer>): string | ArrayBuffer | Blob {
    if (typeof data === "string") return data;
    return this.#binaryType === "blob" ? new Blob([data]) : data.buffer;
  }

  #send(data: unknown): void {
    if (this.#state === states.connecting) throw new DOMException("Still in CONNECTING state.", "InvalidStateError");
    if (this.#state !== states.open) return;
    const size = data instanceof Blob ? data.size : toWire(data).length;
    this.#buffered += size;
    if (data instanceof Blob) {
      this.#sending = this.#sending.then(async () => this.#postData(new Uint8Array(await data.arrayBuffer())));
      return;
    }
    // The bytes as they are now: the caller may write into them again.
    const copy = toWire(data).data;
    if (this.#buffered === size) this.#postData(copy);
    else this.#sending = this.#sending.then(() => this.#postData(copy));
  }

  #postData(data: string | Uint8Array<ArrayBuffer>): void {
    this.#post({ type: "socket-send", id: this.#id, data });
  }

  #close(code?: number, reason = ""): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999))
      throw new DOMException(
        `The close code must be 1000 or in the range of 3000 to 4999, not ${code}.`,
        "InvalidAccessError",
      );
    if (new TextEncoder().encode(reason).length > 123)
      throw new DOMException("The close reason must not be longer than 123 bytes.", "SyntaxError");
    if (this.#state >= states.closing) return;
    this.#state = states.closing;
    const message = code === undefined ? { reason } : { code, reason };
    this.#sending = this.#sending.then(() => this.#post({ type: "socket-close", id: this.#id, ...message }));
  }

  /** `onopen` and its like. */
  #defineHandler(name: string): void {
    let handler: ((event: Event) => void) | null = null;
    Object.defineProperty(this.facade, `on${name}`, {
      get: () => handler,
      set: (next: unknown) => {
        handler = typeof next === "function" ? (event) => void Reflect.apply(next, this.facade, [event]) : null;
      },
    });
    this.facade.addEventListener(name, (event) => handler?.(event));
  }
}

function toWire(data: unknown): { data: string | Uint8Array<ArrayBuffer>; length: number } {
  if (data instanceof ArrayBuffer) return { data: new Uint8Array(data.slice(0)), length: data.byteLength };
  if (ArrayBuffer.isView(data)) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    return { data: bytes, length: bytes.length };
  }
  const text = String(data);
  return { data: text, length: new TextEncoder().encode(text).length };
}
