import { describe, expect, it } from "vitest";
import { FakeClock, memorySql, person, seededRandom } from "../../test/support/edge-fakes.ts";
import { storageLimits } from "../limits.ts";
import { createSqlLog } from "../storage/sql-log.ts";
import { SyncRoom } from "../sync/room.ts";
import { RoomRegistry } from "./registry.ts";

function setUp() {
  const clock = new FakeClock();
  const sql = memorySql();
  let opened = 0;
  const open = (workspace: string): Promise<SyncRoom> => {
    opened += 1;
    return SyncRoom.open({ store: createSqlLog(sql, workspace), clock, random: seededRandom(opened), log: () => {} });
  };
  const registry = new RoomRegistry({ clock, open });
  const socket = { send: () => {}, close: () => {} };
  return { registry, clock, socket, openings: () => opened };
}

describe("rooms of one process", () => {
  it("everybody of a workspace is in one room, which leaves memory some time after the last", async () => {
    const { registry, clock, socket, openings } = setUp();
    const [ada, bob] = await Promise.all([
      registry.connect("w", person("ada"), socket),
      registry.connect("w", person("bob"), socket),
    ]);
    expect([ada.room === bob.room, openings()]).toEqual([true, 1]);
    registry.left("w");
    clock.advance(storageLimits.roomIdleMs);
    expect((await registry.connect("w", person("eve"), socket)).room).toBe(ada.room);
    registry.left("w");
    registry.left("w");
    clock.advance(storageLimits.roomIdleMs);
    expect((await registry.connect("w", person("ada"), socket)).room).not.toBe(ada.room);
  });

  it("somebody who comes while the room is about to close keeps it", async () => {
    const { registry, clock, socket, openings } = setUp();
    await registry.connect("w", person("ada"), socket);
    registry.left("w");
    clock.advance(storageLimits.roomIdleMs - 1);
    await registry.connect("w", person("ada"), socket);
    clock.advance(storageLimits.roomIdleMs);
    await registry.connect("w", person("bob"), socket);
    expect(openings()).toBe(1);
  });

  it("a room that cannot be opened is tried again by the next socket", async () => {
    const { clock, socket } = setUp();
    let fails = true;
    const registry = new RoomRegistry({
      clock,
      open: async (workspace) => {
        if (fails) throw new Error("locked");
        return SyncRoom.open({
          store: createSqlLog(memorySql(), workspace),
          clock,
          random: seededRandom(1),
          log: () => {},
        });
      },
    });
    await expect(registry.connect("w", person("ada"), socket)).rejects.toThrow("locked");
    fails = false;
    await expect(registry.connect("w", person("ada"), socket)).resolves.toBeDefined();
  });
});
