import { describe, expect, it } from "vitest";
import { FairQueue, type QueueGroup, type QueueLimits, type Turn } from "./fair-queue.ts";

const signal = new AbortController().signal;

/** A queue whose turns are noted as they begin. */
function setUp(limits: Partial<QueueLimits> = {}) {
  const usual = { running: 1, guestsRunning: 1, waiting: 4, guestsWaiting: 4, waitingPerUser: 3, accountTurns: 3 };
  const queue = new FairQueue({ ...usual, ...limits });
  const begun: string[] = [];
  const turns: Turn[] = [];
  const askAs = async (group: QueueGroup, name: string, user: string, off = signal): Promise<Turn> => {
    const turn = await queue.enter(user, group, off);
    begun.push(typeof turn === "string" ? `${name} ${turn}` : name);
    turns.push(turn);
    return turn;
  };
  const ask = (name: string, user: string, off = signal): Promise<Turn> => askAs("account", name, user, off);
  const release = async (): Promise<void> => {
    const turn = turns.findLast((each) => typeof each !== "string");
    if (turn && typeof turn !== "string") turn.release();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, begun, ask, askAs, release };
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
    const { queue, begun, ask, release } = setUp({ waiting: 9, waitingPerUser: 9 });
    await ask("running", "dan");
    users.forEach((user, index) => void ask(`${index}`, user));
    const last = users.at(-1) ?? "";
    expect(queue.ahead(last, "account")).toBe(ahead);
    for (let count = 0; count <= users.length; count++) await release();
    expect(begun.indexOf(`${users.length - 1}`) - 1).toBe(ahead);
  });

  it("a turn given back twice counts once", async () => {
    const { queue } = setUp();
    const turn = await queue.enter("ada", "account", signal);
    if (typeof turn === "string") throw new Error("the queue is empty");
    turn.release();
    turn.release();
    expect([queue.running, queue.isFree("account")]).toEqual([0, true]);
  });

  it("whoever has an account goes before guests, who get a turn after so many of theirs", async () => {
    const { queue, begun, ask, askAs, release } = setUp({ waiting: 20, guestsWaiting: 20, waitingPerUser: 9 });
    await ask("running", "dan");
    for (let index = 0; index < 4; index++) void askAs("guest", `g${index}`, `guest ${index}`);
    for (let index = 0; index < 4; index++) void ask(`a${index}`, "ada");
    // The turn of "running" began without waiting for anybody.
    const order = ["running", "a0", "a1", "a2", "g0", "a3", "g1", "g2", "g3"];
    expect([queue.ahead("ada", "account"), queue.ahead("guest 3", "guest")]).toEqual([4, 7]);
    for (let count = 0; count < order.length; count++) await release();
    expect(begun).toEqual(order);
  });

  it("guests never take all there is: a place to run and one to wait is left for others", async () => {
    const { begun, ask, askAs, release, queue } = setUp({ running: 2, guestsRunning: 1, waiting: 4, guestsWaiting: 2 });
    for (let index = 0; index < 4; index++) void askAs("guest", `g${index}`, `guest ${index}`);
    await ask("a0", "ada");
    void ask("a1", "ada");
    expect([begun, queue.running, queue.waiting]).toEqual([["g0", "g3 full", "a0"], 2, 3]);
    // The guests' own place is still taken: what was the other's goes to the other.
    await release();
    expect(begun.at(-1)).toBe("a1");
  });
});
