/** A browser profile of the tests against a real server: HTTP with its cookie, real WebSockets, sync through the real session. */
import * as v from "valibot";
import { WebSocket } from "ws";
import { MemoryDisk, MemoryStore } from "../../web/sync/memory-store.ts";
import { openWorkspace } from "../../web/sync/open-workspace.ts";
import type { SyncPorts, SyncSocket } from "../../web/sync/ports.ts";
import type { WorkspaceSession } from "../../web/sync/session.ts";

export class NodeProfile {
  readonly origin: string;
  readonly disk = new MemoryDisk();
  readonly #cookie: string;
  /** While true no socket is opened but by tabs opened with `always`. */
  offline = false;

  private constructor(origin: string, cookie: string) {
    this.origin = origin;
    this.#cookie = cookie;
  }

  static async guest(origin: string): Promise<NodeProfile> {
    const response = await fetch(`${origin}/api/guest`, { method: "POST", headers: { Origin: origin } });
    const cookie = response.headers.getSetCookie()[0]?.split(";")[0];
    if (cookie === undefined) throw new Error(`no guest: ${response.status} ${await response.text()}`);
    return new NodeProfile(origin, cookie);
  }

  async createWorkspace(): Promise<string> {
    const headers = { Origin: this.origin, Cookie: this.#cookie, "Content-Type": "application/json" };
    const response = await fetch(`${this.origin}/api/workspaces`, { method: "POST", headers, body: "{}" });
    const schema = v.object({ workspace: v.object({ id: v.string() }) });
    return v.parse(schema, await response.json()).workspace.id;
  }

  /** A tab of this profile; a `disk` of its own makes it another device of the same person. */
  open(workspaceId: string, disk = this.disk, { always = false } = {}): Promise<WorkspaceSession> {
    return openWorkspace({ workspaceId, ports: this.#ports(disk, always) });
  }

  #ports(disk: MemoryDisk, always: boolean): SyncPorts {
    return {
      connect: (workspaceId) => this.#connect(workspaceId, always),
      openStore: () => Promise.resolve(new MemoryStore(disk)),
      clock: {
        now: () => performance.timeOrigin + performance.now(),
        after(delayMs, task) {
          const timer = setTimeout(task, delayMs);
          return () => clearTimeout(timer);
        },
      },
      random: (count) => crypto.getRandomValues(new Uint8Array(count)),
      locks: { tryHold: () => Promise.resolve(true) },
      openChannel: () => ({ post: () => undefined, onMessage: () => undefined, close: () => undefined }),
      blobs: {
        sha256: () => Promise.resolve("0".repeat(64)),
        put: () => Promise.resolve(false),
        get: () => Promise.resolve(undefined),
      },
      probe: () => Promise.resolve("unreachable"),
      onWake: () => () => undefined,
      createWorkspace: () => Promise.resolve(undefined),
    };
  }

  #connect(workspaceId: string, always: boolean): SyncSocket {
    const port: SyncSocket = {
      onOpen: () => undefined,
      onMessage: () => undefined,
      onClose: () => undefined,
      send: () => undefined,
      close: () => undefined,
    };
    if (this.offline && !always) {
      setTimeout(() => port.onClose(1006, ""), 1);
      return port;
    }
    const address = `${this.origin.replace("http", "ws")}/sync/${workspaceId}`;
    const socket = new WebSocket(address, { headers: { Cookie: this.#cookie, Origin: this.origin } });
    socket.binaryType = "nodebuffer";
    port.send = (data) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    };
    port.close = () => socket.terminate();
    socket.on("open", () => port.onOpen());
    socket.on("message", (data: Buffer, isBinary) => port.onMessage(isBinary ? new Uint8Array(data) : data.toString()));
    socket.on("close", (code, reason) => port.onClose(code, reason.toString()));
    // "close" follows and is what counts.
    socket.on("error", () => undefined);
    return port;
  }
}
