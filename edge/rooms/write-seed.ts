/** A new workspace's first log entry, written before anybody connects. */
import type { Clock, Random } from "../ports.ts";
import type { LogStore } from "../storage/log-store.ts";

const epochBytes = 16;

/** Stores `update` as log number 1, by the server on behalf of `author`; a store that has entries is left alone. */
export async function writeSeed(
  store: LogStore,
  ports: { clock: Clock; random: Random },
  update: Uint8Array,
  author: string,
): Promise<void> {
  const epoch = Array.from(ports.random.bytes(epochBytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const { head } = await store.load(epoch);
  if (head > 0) return;
  await store.append([{ head: 1, at: ports.clock.now(), author, origin: "server", replica: 0, seq: 0, update }]);
}
