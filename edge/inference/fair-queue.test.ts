import { describe, expect, it } from "vitest";
import { FairQueue, type Turn } from "./fair-queue.ts";

const signal = new AbortController().signal;

/** A queue whose turns are noted as they begin. */
function setUp(limits = { running: 1, waiting: 4, waitingPerUser: 3 }) {
  const queue = new FairQueue(limits);
  const begun: string[] = [];
  const turns: Turn[] = [];
  const ask = async (name: string, user: string, off: AbortSignal = signal): Promise<Turn> => {
    const turn = await queue.enter(user, off);
    begun.push(typeof turn === "string" ? `${name} ${turn}` : name);
    turns.push(turn);
    return turn;
  };
  const release = async (): Promise<void> => {
    const turn = turns.findLast((each) => typeof each !== "string");
    if (turn && typeof turn !== "string") turn.release();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, begun, ask, release };
}

describe("a busy endpoint", () => {
  it("serves users in turn: who asks three times at once does not keep the other waiting", async () => {
    const { begun, ask, release, queue } = setUp();
    await ask("a1", "ada");
    for (const [name, user] of [
      ["a2", "ada"],
      ["a3", "ada"],
      ["b1", "bob"],
    ])
      void ask(name ?? "", user ?? "");
    for (let count = 0; count < 4; count++) await release();
    expect(begun).toEqual(["a1", "a2", "b1", "a3"]);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it("says that it is full, to all and to one user, instead of letting them wait without end", async () => {
    const { begun, ask } = setUp();
    await ask("a1", "ada");
    for (const name of ["a2", "a3", "a4"]) void ask(name, "ada");
    await ask("a5", "ada");
    void ask("b1", "bob");
    await ask("c1", "cy");
    expect(begun).toEqual(["a1", "a5 full", "c1 full"]);
  });

  it("who goes away while waiting leaves a place", async () => {
    const { begun, ask, release, queue } = setUp();
    const off = new AbortController();
    await ask("a1", "ada");
    const gone = ask("b1", "bob", off.signal);
    void ask("c1", "cy");
    off.abort();
    await gone;
    expect(queue.waiting).toBe(1);
    await release();
    expect(begun).toEqual(["a1", "b1 cancelled", "c1"]);
  });

  it.each([
    ["the first to wait", ["ada"], 0],
    ["behind another", ["ada", "bob"], 1],
    ["behind who asked three times, once", ["ada", "ada", "ada", "bob"], 1],
    ["a second request behind all who have one turn first", ["ada", "bob", "cy", "ada"], 3],
    ["the third of one, when others wait with fewer", ["ada", "ada", "bob", "ada"], 3],
  ])("says how many are served before: %s", async (_name, users, ahead) => {
    const { queue, begun, ask, release } = setUp({ running: 1, waiting: 9, waitingPerUser: 9 });
    await ask("running", "dan");
    users.forEach((user, index) => void ask(`${index}`, user));
    const last = users.at(-1) ?? "";
    expect(queue.ahead(last)).toBe(ahead);
    for (let count = 0; count <= users.length; count++) await release();
    expect(begun.indexOf(`${users.length - 1}`) - 1).toBe(ahead);
  });

  it("a turn given back twice counts once", async () => {
    const { queue } = setUp();
    const turn = await queue.enter("ada", signal);
    if (typeof turn === "string") throw new Error("the queue is empty");
    turn.release();
    turn.release();
    expect([queue.running, queue.free]).toEqual([0, true]);
  });
});
