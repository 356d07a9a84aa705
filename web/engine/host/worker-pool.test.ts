import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { limits } from "../kernel/limits.ts";
import { type PoolWorker, spareLimits, WorkerPool } from "./worker-pool.ts";

let begun: PoolWorker[];
let pool: WorkerPool;
beforeEach(() => {
  vi.useFakeTimers();
  begun = [];
  pool = new WorkerPool(() => {
    const worker: PoolWorker = {
      postMessage() {},
      terminate: vi.fn(),
      onmessage: null,
      onerror: null,
      onmessageerror: null,
    };
    begun.push(worker);
    return worker;
  }, spareLimits(4));
});
afterEach(() => {
  vi.useRealTimers();
});

function ready(worker: PoolWorker | undefined): void {
  worker?.onmessage?.call(worker as Worker, new MessageEvent("message", { data: { type: "ready" } }));
}
function fail(worker: PoolWorker | undefined): void {
  worker?.onerror?.call(worker as Worker, Object.assign(new Event("error"), { message: "gone" }) as ErrorEvent);
}
const pass = (): void => void vi.advanceTimersByTime(limits.spareDelayMs);

describe("the spare Workers", () => {
  it("are begun one after the other, up to their number", () => {
    pool.warm();
    const counts = [begun.length];
    for (let index = 0; index < limits.spares + 1; index++) {
      ready(begun.at(-1));
      pass();
      counts.push(begun.length);
    }
    expect(counts).toEqual([1, 2, 2, 2]);
  });

  it("become as many as programs were started at once, and fewer again when no such burst has come for a while", () => {
    const take = (count: number) => {
      for (let index = 0; index < count; index++) {
        pool.take().assign(
          () => {},
          () => {},
        );
      }
    };
    const settle = (): number => {
      const before = begun.length;
      for (let index = 0; index < limits.burstSpares + 1; index++) {
        for (const worker of begun) ready(worker);
        pass();
      }
      return begun.length - before;
    };
    take(5);
    const afterBurst = settle();
    vi.advanceTimersByTime(limits.burstKeptMs);
    const ended = begun.filter(({ terminate }) => vi.mocked(terminate).mock.calls.length > 0).length;
    take(2);
    const afterCalm = settle();
    take(100);
    expect([afterBurst, ended, afterCalm, settle()]).toEqual([5, 3, 2, limits.burstSpares]);
  });

  it("are more where there is memory for them", () => {
    expect([0.5, 4, 8].map(spareLimits)).toEqual([
      { least: 2, most: 2 },
      { least: 2, most: 8 },
      { least: 4, most: 8 },
    ]);
  });

  it("wait until no program's own Worker is loading", () => {
    for (let index = 0; index < 3; index++)
      pool.take().assign(
        () => {},
        () => {},
      );
    pass();
    const beside = begun.length;
    for (const worker of begun) ready(worker);
    pass();
    expect([beside, begun.length]).toEqual([3, 4]);
  });

  it("do not wait for a Worker that was ended while it loaded", () => {
    pool.take().terminate();
    pass();
    expect(begun.length).toBe(2);
  });

  it("hand every message on, the first one too", () => {
    const heard: unknown[] = [];
    pool.take().assign(
      (message) => heard.push(message),
      () => {},
    );
    ready(begun[0]);
    expect(heard).toEqual([{ type: "ready" }]);
  });

  it("that cannot be loaded are not tried again; the program that needs one says why", () => {
    pool.warm();
    fail(begun[0]);
    pass();
    const reasons: string[] = [];
    pool.take().assign(
      () => {},
      (reason) => reasons.push(reason),
    );
    fail(begun[1]);
    expect([begun.length, reasons]).toEqual([2, ["gone"]]);
  });
});
