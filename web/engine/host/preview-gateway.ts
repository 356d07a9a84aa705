import * as v from "valibot";
import type { StreamDescription } from "../kernel/descriptions.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { SystemError } from "../kernel/system-error.ts";
import type { CookieJar } from "./cookie-jar.ts";
import { HtmlInjector } from "./html-inject.ts";
import { type ResponseHead, ResponseParser } from "./http-response.ts";
import { limits } from "./limits.ts";
import type { Coep } from "./page-protocol.ts";
import { requestHead, responseHeaders } from "./preview-headers.ts";
import { PageLink } from "./preview-page-link.ts";
import { type FromKernel, type ToKernel, type ToPage, toKernelSchema } from "./preview-protocol.ts";
import type { PreviewSettings } from "./preview-settings.ts";

/** The booted engine as its previews need it. */
export interface PreviewEngine {
  kernel: Kernel;
  preview: PreviewSettings;
}
export interface GatewayParts {
  /** The port whose preview asks. */
  number: number;
  port: MessagePort;
  coep: Coep;
  engine(): PreviewEngine | null;
  cookies(): CookieJar;
  nowMs(): number;
  /** A message that broke the schema was refused. */
  onRefused?(): void;
}
type Request = Extract<ToKernel, { type: "request" }>;

const encoder = new TextEncoder();

/** Answers a preview's service worker: each request becomes one connection to the program that listens on the port. */
export function servePreview(parts: GatewayParts): void {
  const running = new Map<number, Exchange>();
  const post = (message: FromKernel | ToPage, transfer: Transferable[] = []): void =>
    parts.port.postMessage(message, transfer);
  const page = new PageLink(parts, post);
  // Where a browser tells that the other side is gone (Chromium); elsewhere a page says goodbye itself.
  parts.port.addEventListener("close", () => page.dispose());
  parts.port.onmessage = ({ data }: MessageEvent<unknown>) => {
    const parsed = v.safeParse(toKernelSchema, data);
    if (!parsed.success) {
      parts.onRefused?.();
      return refuse(data, post);
    }
    const message = parsed.output;
    switch (message.type) {
      case "is-open":
        return post({
          type: "open",
          id: message.id,
          open: parts.engine()?.kernel.network.isListening(parts.number) ?? false,
        });
      case "request": {
        if (running.size >= limits.requestsInFlight) {
          return post({ type: "failed", id: message.id, reason: "busy", message: "too many requests at once" });
        }
        const exchange = new Exchange(parts, message, post, () => running.delete(message.id));
        running.set(message.id, exchange);
        return exchange.start();
      }
      case "body":
        return running.get(message.id)?.body(message.data);
      case "body-end":
        return running.get(message.id)?.bodyEnd();
      case "taken":
        return running.get(message.id)?.taken(message.bytes);
      case "cancel":
        return running.get(message.id)?.close();
      default:
        return page.receive(message);
    }
  };
}

/** A message that breaks the schema is answered when it says for which request it is. */
function refuse(data: unknown, post: (message: FromKernel) => void): void {
  const id = typeof data === "object" && data !== null && "id" in data ? data.id : undefined;
  if (typeof id === "number")
    post({ type: "failed", id, reason: "broken", message: "the request cannot be passed on" });
}

/** One request and its answer. */
class Exchange {
  readonly #parts: GatewayParts;
  readonly #request: Request;
  readonly #post: (message: FromKernel, transfer?: Transferable[]) => void;
  readonly #done: () => void;
  readonly #parser: ResponseParser;
  #engine: PreviewEngine | null = null;
  #end: StreamDescription | null = null;
  #injector: HtmlInjector | null = null;
  #untaken = 0;
  #stopReading: () => void = () => {};

  constructor(
    parts: GatewayParts,
    request: Request,
    post: (message: FromKernel, transfer?: Transferable[]) => void,
    done: () => void,
  ) {
    this.#parts = parts;
    this.#request = request;
    this.#post = post;
    this.#done = done;
    this.#parser = new ResponseParser(request.method, {
      head: (head) => this.#head(head),
      data: (bytes) => this.#send(this.#injector ? this.#injector.push(bytes) : bytes),
      end: () => this.#finish(),
      fail: (reason) => this.#fail("broken", reason),
    });
  }

  start(): void {
    this.#engine = this.#parts.engine();
    if (!this.#engine) {
      this.#fail("no-server", "the engine is not running");
      return;
    }
    const { kernel } = this.#engine;
    try {
      this.#end = kernel.network.connectAnywhere(this.#parts.number);
      this.#end.references++;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.#fail("no-server", `nothing listens on port ${this.#parts.number}`);
      return;
    }
    const cookie = this.#parts.cookies().header(this.#parts.number, this.#request.url, this.#parts.nowMs());
    this.#write(encoder.encode(requestHead(this.#request, this.#parts.number, cookie)));
    if (this.#request.body) this.#write(this.#request.body);
    this.#read();
  }

  /** A piece of a streamed request body. */
  body(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#write(encoder.encode(`${data.length.toString(16)}\r\n`));
    this.#write(data);
    this.#write(encoder.encode("\r\n"), () =>
      this.#post({ type: "body-taken", id: this.#request.id, bytes: data.length }),
    );
  }

  bodyEnd(): void {
    this.#write(encoder.encode("0\r\n\r\n"));
  }

  taken(bytes: number): void {
    this.#untaken = Math.max(0, this.#untaken - bytes);
    this.#read();
  }

  close(): void {
    this.#stopReading();
    if (this.#end && this.#engine) this.#engine.kernel.processes.drop(this.#end);
    this.#end = null;
    this.#done();
  }

  #write(bytes: Uint8Array, done: () => void = () => {}): void {
    if (this.#end && this.#engine) this.#engine.kernel.writes.write(this.#end, bytes, done);
  }

  /** Reads on while the browser keeps up. */
  #read(): void {
    this.#stopReading();
    while (this.#end && this.#untaken < limits.responseWindowBytes) {
      const data = this.#end.incoming.pull(limits.responseWindowBytes);
      if (!data) {
        this.#stopReading = this.#end.incoming.whenReadable(() => this.#read());
        return;
      }
      if (data.length === 0) this.#parser.close();
      else this.#parser.push(data);
    }
  }

  #head(head: ResponseHead): void {
    const { number, cookies, coep, nowMs } = this.#parts;
    for (const [name, value] of head.headers)
      if (name === "set-cookie") cookies().set(number, value, this.#request.url, nowMs());
    const value = (wanted: string) => head.headers.find(([name]) => name === wanted)?.[1] ?? "";
    const isPage =
      /^text\/html\b/i.test(value("content-type")) && !value("content-encoding") && this.#request.method !== "HEAD";
    if (isPage) this.#injector = new HtmlInjector(this.#injection());
    const hasBody = ![101, 204, 205, 304].includes(head.status) && this.#request.method !== "HEAD";
    this.#post({
      type: "response",
      id: this.#request.id,
      status: head.status === 101 ? 502 : head.status,
      statusText: head.statusText,
      headers: responseHeaders(head, number, coep, isPage),
      hasBody,
    });
  }

  /** Our script, with what `document.cookie` shows at once, and the client's own. */
  #injection(): string {
    const { number, cookies, nowMs } = this.#parts;
    const visible = encodeURIComponent(cookies().visible(number, this.#request.url, nowMs()));
    const script = this.#engine?.preview.script ?? "";
    return `<script src="/__glasshouse/inject.js" data-cookies="${visible}"></script>${script}`;
  }

  #send(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const data = bytes.slice();
    this.#untaken += data.length;
    this.#post({ type: "chunk", id: this.#request.id, data }, [data.buffer]);
  }

  #finish(): void {
    if (this.#injector) this.#send(this.#injector.finish());
    this.#post({ type: "end", id: this.#request.id });
    this.close();
  }

  #fail(reason: "no-server" | "broken", message: string): void {
    this.#post({ type: "failed", id: this.#request.id, reason, message });
    this.close();
  }
}
