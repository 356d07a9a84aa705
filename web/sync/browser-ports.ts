/** The sync ports of a real browser. */
import type { Api } from "./api.ts";
import { openIndexedDbStore } from "./indexeddb-store.ts";
import { MemoryStore } from "./memory-store.ts";
import type { BlobPort, Channel, Clock, Locks, SyncPorts, SyncSocket } from "./ports.ts";

/** `ideOrigin` as in `http://localhost:8787`. */
export function browserPorts({ api, ideOrigin }: { api: Api; ideOrigin: string }): SyncPorts {
  // Tabs that cannot lock against each other must not share a store (plain http on a LAN has no Web Locks).
  const canShare = "locks" in navigator;
  return {
    connect: (workspaceId) => browserSocket(`${ideOrigin.replace(/^http/, "ws")}/sync/${workspaceId}`),
    openStore: (workspaceId) => (canShare ? openIndexedDbStore(workspaceId) : Promise.resolve(new MemoryStore())),
    clock: browserClock,
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    locks: canShare ? browserLocks : { tryHold: () => Promise.resolve(true) },
    openChannel: browserChannel,
    blobs: blobPort(api),
    async probe(workspaceId) {
      const found = await api.workspace(workspaceId);
      if (found.ok) return "reachable";
      return found.code === "unauthenticated" || found.code === "not-found" ? found.code : "unreachable";
    },
    onWake(task) {
      const wake = () => {
        if (document.visibilityState === "visible") task();
      };
      window.addEventListener("online", wake);
      document.addEventListener("visibilitychange", wake);
      return () => {
        window.removeEventListener("online", wake);
        document.removeEventListener("visibilitychange", wake);
      };
    },
    async createWorkspace() {
      const made = await api.createWorkspace();
      return made.ok ? made.value.id : undefined;
    },
  };
}

const browserClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

const browserLocks: Locks = {
  tryHold: (name, released) =>
    new Promise((resolve, reject) => {
      const held = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? released : undefined;
      });
      held.catch(reject);
    }),
};

function browserSocket(address: string): SyncSocket {
  const socket = new WebSocket(address);
  socket.binaryType = "arraybuffer";
  const port: SyncSocket = {
    onOpen: () => undefined,
    onMessage: () => undefined,
    onClose: () => undefined,
    send: (data) => socket.send(typeof data === "string" ? data : Uint8Array.from(data)),
    close: () => socket.close(),
  };
  socket.addEventListener("open", () => port.onOpen());
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") port.onMessage(data);
    else if (data instanceof ArrayBuffer) port.onMessage(new Uint8Array(data));
  });
  socket.addEventListener("close", ({ code, reason }) => port.onClose(code, reason));
  return port;
}

function browserChannel(name: string): Channel {
  const channel = new BroadcastChannel(name);
  const port: Channel = {
    onMessage: () => undefined,
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  };
  channel.addEventListener("message", ({ data }) => port.onMessage(data));
  return port;
}

function blobPort(api: Api): BlobPort {
  return {
    async sha256(bytes) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    },
    put: async (workspaceId, hash, bytes) => (await api.putBlob(workspaceId, hash, bytes)).ok,
    async get(workspaceId, hash) {
      const found = await api.blob(workspaceId, hash);
      return found.ok ? found.value : undefined;
    },
  };
}
