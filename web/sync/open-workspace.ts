/** Opens a workspace: shows what this browser holds at once, then connects and keeps the two equal. */
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { SyncClient } from "./client.ts";
import { SessionFiles } from "./files.ts";
import { MemoryStore } from "./memory-store.ts";
import { peopleOf } from "./people.ts";
import type { StoredWorkspace, SyncPorts, WorkspaceStore } from "./ports.ts";
import { ReplicaClaims } from "./replica.ts";
import type { OpenWorkspace, WorkspaceSession } from "./session.ts";
import { StoreWriter } from "./store-writer.ts";
import { applyStored, Tabs } from "./tabs.ts";
import { UndoManagers } from "./undo.ts";

export const openWorkspace: OpenWorkspace = async ({ workspaceId, ports }) => {
  const claims = new ReplicaClaims(workspaceId, ports.locks);
  const { store, stored, replica, refused } = await openStore(workspaceId, ports, claims);
  const doc = new Y.Doc();
  applyStored(doc, stored, replica);
  // Only now: Yjs changes an id under which updates arrive.
  doc.clientID = replica;
  const awareness = new Awareness(doc);
  const writer = new StoreWriter(store, ports.clock, (failing) => client.setStoreFailing(failing));
  const client = new SyncClient({
    workspaceId,
    ports,
    doc,
    awareness,
    stored,
    writer,
    claims,
    onStored: (entry) => tabs.announce(entry),
  });
  const channel = ports.openChannel(`glasshouse:${workspaceId}`);
  const tabs = new Tabs({ client, doc, channel, store, claims, clock: ports.clock });
  const mayEdit = () => ["owner", "editor"].includes(client.status.getState().role ?? "");
  const files = new SessionFiles({ workspaceId, doc, ports, mayEdit });
  const undo = new UndoManagers();
  client.adopt(stored.outbox.filter((entry) => entry.replica === replica));
  await tabs.adoptOrphans();
  if (refused) client.setStoreFailing(true);
  const stopWaking = ports.onWake(() => client.connect());
  client.connect();
  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    stopWaking();
    undo.dispose();
    files.dispose();
    client.dispose();
    await writer.idle();
    claims.release();
    tabs.close();
    writer.close();
  }
  const session: WorkspaceSession = {
    workspaceId,
    doc,
    files,
    awareness,
    people: peopleOf(awareness),
    status: client.status,
    dial: client.dial,
    undoFor(fileId) {
      const text = files.text(fileId);
      return text && undo.of(fileId, text);
    },
    resolveServerWentBack: (choice) => client.choose(choice),
    replaced: client.replaced,
    reconnect: () => client.connect(),
    saved: () => savedOnce(client),
    dispose: () => {
      closing ??= close();
      return closing;
    },
  };
  return session;
};

interface OpenedStore {
  store: WorkspaceStore;
  stored: StoredWorkspace;
  replica: number;
  /** The browser keeps nothing: `store` is memory alone. */
  refused: boolean;
}

/** This browser may refuse to store or to read anything; the workspace opens all the same and says so. */
async function openStore(workspaceId: string, ports: SyncPorts, claims: ReplicaClaims): Promise<OpenedStore> {
  let store: WorkspaceStore | undefined;
  try {
    store = await ports.openStore(workspaceId);
    return { store, ...(await loadClaimed(store, ports, claims)), refused: false };
  } catch {
    // Private window, no space or a broken disk: edits live in memory until the server has them; the status says "not saved" meanwhile.
    store?.close();
    const memory = new MemoryStore();
    // Under a new id: one claimed before the failure belongs to edits that could not be read.
    return { store: memory, ...(await loadClaimed(memory, ports, claims)), refused: true };
  }
}

async function loadClaimed(
  store: WorkspaceStore,
  ports: SyncPorts,
  claims: ReplicaClaims,
): Promise<{ stored: StoredWorkspace; replica: number }> {
  const { meta } = await store.load();
  const replica = await claims.claimOneOf(meta.replicas, ports.random);
  // Loaded after the claim: the tab that held this id before may have written until it let go.
  return { stored: await store.load(), replica };
}

function savedOnce({ status }: SyncClient): Promise<void> {
  return new Promise((resolve) => {
    const stop = status.subscribe((now) => {
      if (now.pending === 0) done();
    });
    function done(): void {
      stop();
      resolve();
    }
    if (status.getState().pending === 0) done();
  });
}
