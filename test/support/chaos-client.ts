/** A browser tab of the tests: the real session over fakes of the platform. */
import { MemoryDisk, MemoryStore } from "../../web/sync/memory-store.ts";
import { openWorkspace } from "../../web/sync/open-workspace.ts";
import type { Channel, Locks, SyncPorts, SyncSocket, WorkspaceStore } from "../../web/sync/ports.ts";
import type { WorkspaceSession } from "../../web/sync/session.ts";
import type { VirtualClock } from "./chaos-clock.ts";
import type { SeededRandom } from "./chaos-random.ts";

export const workspaceId = "0123456789abcdefghjkmnpqrs";
const forkedWorkspaceId = "1123456789abcdefghjkmnpqrs";

/** What the tabs of one browser profile share. */
export class ChaosBrowser {
  readonly disk = new MemoryDisk();
  readonly forkedStore: WorkspaceStore = new MemoryStore();
  /** The disk refuses writes. */
  quotaExceeded = false;
  readonly #held = new Set<string>();
  readonly #channels = new Set<Channel>();

  openStore(): WorkspaceStore {
    const store = new MemoryStore(this.disk);
    return {
      load: () => store.load(),
      apply: (change) => (this.quotaExceeded ? Promise.reject(new Error("quota exceeded")) : store.apply(change)),
      close: () => store.close(),
    };
  }

  readonly locks: Locks = {
    tryHold: (name, released) => {
      if (this.#held.has(name)) return Promise.resolve(false);
      this.#held.add(name);
      void released.then(() => this.#held.delete(name));
      return Promise.resolve(true);
    },
  };

  openChannel(): Channel {
    const channel: Channel = {
      onMessage: () => undefined,
      post: (message) => {
        for (const other of this.#channels) if (other !== channel) queueMicrotask(() => other.onMessage(message));
      },
      close: () => this.#channels.delete(channel),
    };
    this.#channels.add(channel);
    return channel;
  }
}

export interface ChaosPorts {
  clock: VirtualClock;
  random: SeededRandom;
  browser: ChaosBrowser;
  connect: () => SyncSocket;
}

export function chaosPorts({ clock, random, browser, connect }: ChaosPorts): SyncPorts {
  return {
    connect,
    openStore: (id) => Promise.resolve(id === forkedWorkspaceId ? browser.forkedStore : browser.openStore()),
    clock,
    random: (count) => random.bytes(count),
    locks: browser.locks,
    openChannel: () => browser.openChannel(),
    blobs: {
      sha256: () => Promise.resolve("0".repeat(64)),
      put: () => Promise.resolve(true),
      get: () => Promise.resolve(undefined),
    },
    probe: () => Promise.resolve("unreachable"),
    onWake: () => () => undefined,
    createWorkspace: () => Promise.resolve(forkedWorkspaceId),
  };
}

/** A tab that opens the workspace again when its document was replaced, as the IDE does. */
export class ChaosTab {
  session: WorkspaceSession;
  replacements: string[] = [];
  /** Where "keep apart" puts this browser's content. */
  readonly forkedStore: WorkspaceStore;
  readonly #ports: SyncPorts;

  private constructor(ports: SyncPorts, session: WorkspaceSession, { forkedStore }: ChaosBrowser) {
    this.#ports = ports;
    this.forkedStore = forkedStore;
    this.session = session;
    this.#follow();
  }

  static async open(options: ChaosPorts): Promise<ChaosTab> {
    const ports = chaosPorts(options);
    return new ChaosTab(ports, await openWorkspace({ workspaceId, ports }), options.browser);
  }

  /** The page is closed and opened again on the same store. */
  async reload(): Promise<void> {
    await this.session.dispose();
    this.session = await openWorkspace({ workspaceId, ports: this.#ports });
    this.#follow();
  }

  #follow(): void {
    const { session } = this;
    void session.replaced.then(async ({ reason }) => {
      this.replacements.push(reason);
      if (this.session === session) await this.reload();
    });
  }
}
