import { describe, expect, it } from "vitest";
import { chatLimits } from "../../shared/chat/limits.ts";
import { FakeClock, memoryDb, seededRandom } from "../../test/support/edge-fakes.ts";
import { Conversations } from "./conversations.ts";
import { Workspaces } from "./workspaces.ts";

const id = (number: number) => `${number}`.padStart(26, "0");
const fresh = { revision: 0, conversation: { title: "t", turns: [] } };

async function setUp() {
  const ports = { db: memoryDb(), clock: new FakeClock(), random: seededRandom(5) };
  const workspaces = new Workspaces(ports);
  const workspace = (await workspaces.create("ada", "x", "blank"))?.id ?? "";
  return { ...ports, workspaces, workspace, conversations: new Conversations(ports) };
}

describe("conversations", () => {
  it("a person has at most 200 in a workspace; those there can still be written", async () => {
    const { conversations, workspace } = await setUp();
    const ada = { workspace, userId: "ada" };
    for (let number = 0; number < chatLimits.maxConversations; number++) {
      expect(await conversations.put(ada, id(number), fresh)).toBe("stored");
    }
    expect(await conversations.put(ada, id(999), fresh)).toBe("too-many");
    expect(await conversations.put(ada, id(1), { ...fresh, revision: 1 })).toBe("stored");
    expect(await conversations.put({ workspace, userId: "bob" }, id(999), fresh)).toBe("stored");
    await conversations.delete(ada, id(0));
    expect(await conversations.put(ada, id(999), fresh)).toBe("stored");
  });

  it("the list has the one changed last on top", async () => {
    const { conversations, workspace, clock } = await setUp();
    const ada = { workspace, userId: "ada" };
    for (const number of [1, 2]) {
      await conversations.put(ada, id(number), fresh);
      clock.advance(1_000);
    }
    await conversations.put(ada, id(1), { ...fresh, revision: 1 });
    expect((await conversations.list(ada)).map((one) => one.id)).toEqual([id(1), id(2)]);
  });

  it("nothing is added to a workspace that has gone, and nothing of it stays", async () => {
    const { conversations, workspaces, workspace, db } = await setUp();
    const ada = { workspace, userId: "ada" };
    await conversations.put(ada, id(1), fresh);
    await workspaces.delete(workspace);
    await conversations.put(ada, id(2), fresh);
    expect(await db.all("SELECT * FROM conversation")).toEqual([]);
  });
});
