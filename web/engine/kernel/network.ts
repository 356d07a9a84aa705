import { type ListenerDescription, type StreamDescription, streamPair } from "./descriptions.ts";
import type { FileTree } from "./file-tree.ts";
import type { Inode } from "./inode.ts";
import { fail } from "./system-error.ts";

export type PortEvent = { port: number; type: "open" | "close" };
export type Accept = (end: StreamDescription, remotePort: number) => void;

const loopback = /^(localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|::1?|::ffff:127(\.\d{1,3}){3})?$/i;
const firstFreePort = 32_768;
const lastPort = 65_535;

/** The loopback interface: listening ports and paths, and connections between processes of this kernel. */
export class Network {
  readonly #ports = new Map<number, ListenerDescription>();
  readonly #paths = new Map<Inode, ListenerDescription>();
  readonly #onPort: (event: PortEvent) => void;
  #nextPort = firstFreePort;

  constructor(onPort: (event: PortEvent) => void) {
    this.#onPort = onPort;
  }

  isListening(port: number): boolean {
    return this.#ports.has(port);
  }

  /** Opens a port (0 picks one); EADDRINUSE when another listens there. */
  listen(port: number, host: string, accept: Accept): ListenerDescription {
    if (!loopback.test(host)) fail("EINVAL");
    if (!Number.isInteger(port) || port < 0 || port > lastPort) fail("EINVAL");
    const chosen = port === 0 ? this.#freePort() : port;
    if (this.#ports.has(chosen)) fail("EADDRINUSE");
    const listener: ListenerDescription = {
      type: "listener",
      references: 0,
      port: chosen,
      host,
      accept,
      close: () => {
        this.#ports.delete(chosen);
        this.#onPort({ port: chosen, type: "close" });
      },
    };
    this.#ports.set(chosen, listener);
    this.#onPort({ port: chosen, type: "open" });
    return listener;
  }

  /** One end of a new connection to a listening port. */
  connect(port: number, host: string): { end: StreamDescription; localPort: number } {
    if (!loopback.test(host)) fail("ENETUNREACH");
    const listener = this.#ports.get(port) ?? fail("ECONNREFUSED");
    const [near, far] = streamPair("socket");
    const localPort = this.#freePort();
    listener.accept(far, localPort);
    return { end: near, localPort };
  }

  listenPath(tree: FileTree, path: string, cwd: string, accept: Accept): ListenerDescription {
    const node = tree.socket(path, cwd);
    const listener: ListenerDescription = {
      type: "listener",
      references: 0,
      port: 0,
      host: path,
      accept,
      close: () => {
        this.#paths.delete(node);
        if (tree.peek(path, cwd) === node) tree.unlink(path, cwd);
      },
    };
    this.#paths.set(node, listener);
    return listener;
  }

  connectPath(tree: FileTree, path: string, cwd: string): StreamDescription {
    const listener = this.#paths.get(tree.node(path, cwd)) ?? fail("ECONNREFUSED");
    const [near, far] = streamPair("socket");
    listener.accept(far, 0);
    return near;
  }

  #freePort(): number {
    for (let tries = firstFreePort; tries <= lastPort; tries++) {
      const port = this.#nextPort;
      this.#nextPort = port >= lastPort ? firstFreePort : port + 1;
      if (!this.#ports.has(port)) return port;
    }
    return fail("EADDRINUSE");
  }
}
