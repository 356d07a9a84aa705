/**
 * Node's event loop on the platform's. One Node callback runs per macrotask, so that the platform drains its microtasks between two
 * callbacks as V8's host does. JavaScript cannot drain microtasks by itself: where Node's library asks for it in the middle of
 * timers or immediates (`runMicrotasks`), a private exception leaves Node's loop, the platform drains, and Node's loop is entered
 * again at the place where it was left; its state survives exceptions by design.
 */
import type { Thrown } from "../boot/attempt.ts";
import type { Host } from "../boot/host.ts";
import type { ProcessObject } from "../boot/runtime.ts";
import type { AsyncIds } from "./async-ids.ts";

export interface Loop {
  /** Shared with `internalBinding('timers')` and `internalBinding('task_queue')`. */
  tickInfo: Uint8Array;
  immediateInfo: Uint32Array;
  timeoutInfo: Int32Array;
  setTickCallback(callback: () => void): void;
  setTimerCallbacks(immediates: () => void, timers: (now: number) => number): void;
  /** Milliseconds since this loop began. */
  now(): number;
  scheduleTimer(ms: number): void;
  refTimers(ref: boolean): void;
  wake(): void;
  runMicrotasks(): void;
  /** One more, one fewer reason to stay alive. */
  hold(): void;
  release(): void;
  /** Queues one task for a macrotask of its own; it alone keeps the process alive. */
  enqueue(task: () => void): void;
  /** Queues a callback of a native resource, as MakeCallback does. */
  callback(resource: object, method: string | ((...args: never[]) => unknown), args: unknown[]): void;
  /** Runs now, inside a task: ids and context of the resource, errors to the process. */
  callNow(resource: object, method: string | ((...args: never[]) => unknown), args: unknown[]): unknown;
  /** A handle closes in a round of its own: its callback, then its async id is gone. */
  closeHandle(handle: object, callback?: (() => unknown) | undefined): void;
  guard<T>(run: () => T): T | undefined;
  begin(): void;
  stop(): void;
  /** Milliseconds in which the loop waited for something to happen. */
  idleTime(): number;
  /** Rounds, events told, events that wait: as libuv counts them. */
  metrics(): [number, number, number];
  /** Keeps these numbers (`threadStats`) true for another thread: when the loop began on `clock`, how long it waited, how long it worked. */
  publish(stats: Float64Array, clock: () => number): void;
}

export interface LoopOwner {
  process: ProcessObject;
  /** A macrotask of the loop begins; microtasks have been drained. */
  onTask?(): void;
  onError(thrown: Thrown): void;
  /** All work is done: `exit` was emitted by now. */
  onIdle(): void;
}

/** Slots of the numbers that a thread's loop keeps for its parent: milliseconds. */
export const threadStats = { loopStart: 0, idle: 1, busy: 2 } as const;

/** Thrown by `process.reallyExit` to unwind; nobody may handle it. */
export const exitSignal = Object.freeze({ glasshouse: "exit" });
const yieldSignal = Object.freeze({ glasshouse: "yield" });

/** Rounds through the platform before the process counts as idle: a rejection nobody handles is told one task late. */
const idleRounds = 2;

export function createLoop(host: Host, asyncIds: AsyncIds, owner: LoopOwner): Loop {
  const startedAt = host.performance.now();
  const tickInfo = new Uint8Array(2);
  const immediateInfo = new Uint32Array(3);
  const timeoutInfo = new Int32Array(1);
  const queue: (() => void)[] = [];
  /** What ends with this round: before the next timers. */
  const urgent: (() => void)[] = [];
  const channel = new host.MessageChannel();
  let held = 0;
  let hopping = false;
  let stopped = false;
  let begun = false;
  let canYield = false;
  let yielded = false;
  let dueAt: number | null = null;
  // As libuv's timer in Node: the first referenced timeout makes it hold.
  let timersRef = false;
  let platformTimer: number | null = null;
  let idleCount = 0;
  /** Tasks left of this round, and whether the round is through. */
  let ready = 0;
  let polled = false;
  let rounds = 0;
  let events = 0;
  let roundBegins = true;
  let immediatesLeft = false;
  let loopStart = 0;
  let idleMs = 0;
  let idleSince: number | null = null;
  let stats: Float64Array | undefined;
  let loopClock = (): number => 0;
  let tick = (): void => {};
  let immediates = (): void => {};
  let timers: (now: number) => number = () => 0;

  const now = () => Math.floor(host.performance.now() - startedAt);
  const wake = () => {
    if (hopping || stopped) return;
    hopping = true;
    channel.port2.postMessage(0);
  };
  channel.port1.onmessage = () => {
    hopping = false;
    step();
  };

  const guard = <T>(run: () => T): T | undefined => {
    let result: T | undefined;
    const thrown = host.attempts.run(() => {
      result = run();
    });
    if (thrown?.error === exitSignal) throw exitSignal;
    if (thrown && thrown.error !== yieldSignal) owner.onError(thrown);
    return result;
  };
  const armTimer = () => {
    if (platformTimer !== null) host.clearTimeout(platformTimer);
    platformTimer = null;
    if (dueAt === null) return;
    platformTimer = host.setTimeout(
      () => {
        platformTimer = null;
        wake();
      },
      Math.max(0, dueAt - now()),
    );
  };
  const runTicks = (): boolean => {
    if (!tickInfo[0] && !tickInfo[1]) return false;
    guard(tick);
    return true;
  };
  const isAlive = () => held > 0 || queue.length > 0 || (dueAt !== null && timersRef) || (immediateInfo[1] ?? 0) > 0;

  const runTimers = () => {
    const due = dueAt;
    dueAt = null;
    canYield = true;
    let finished = false;
    const next = guard(() => {
      const result = timers(now());
      finished = true;
      return result;
    });
    canYield = false;
    if (!finished) dueAt = dueAt ?? due;
    else if (next) {
      timersRef = next > 0;
      dueAt = Math.abs(next);
    }
    armTimer();
  };
  const runImmediates = () => {
    canYield = true;
    do {
      // Left by the private exception: the rest of the queue comes before anything else. After an error it comes at once.
      immediatesLeft = true;
      guard(() => {
        let failed = true;
        yielded = false;
        // No `catch`: V8 would take it for the place of the error.
        try {
          immediates();
          failed = false;
        } finally {
          immediatesLeft = failed && yielded;
        }
      });
    } while (immediateInfo[2] && !immediatesLeft);
    canYield = false;
  };

  const turn = (): void => {
    if (runTicks()) {
      wake();
      return;
    }
    if (immediatesLeft) {
      runImmediates();
      runTicks();
      wake();
      return;
    }
    const next = urgent.shift();
    if (next) {
      guard(next);
      runTicks();
      wake();
      return;
    }
    if (roundBegins) rounds++;
    roundBegins = false;
    if (dueAt !== null && now() >= dueAt) {
      runTimers();
      runTicks();
      wake();
      return;
    }
    // As libuv: what was ready when its turn began, then the immediates, so that neither keeps the other from running.
    if (ready === 0 && !polled) ready = queue.length;
    const task = ready > 0 ? queue.shift() : undefined;
    if (task) {
      ready--;
      events++;
      polled = ready === 0;
      guard(task);
      runTicks();
      wake();
      return;
    }
    const wasPolled = polled;
    polled = false;
    roundBegins = true;
    if ((immediateInfo[1] ?? 0) > 0 || immediateInfo[2] || ((immediateInfo[0] ?? 0) > 0 && isAlive())) {
      runImmediates();
      runTicks();
      wake();
      return;
    }
    if (wasPolled && queue.length > 0) {
      wake();
      return;
    }
    if (dueAt !== null && platformTimer === null) armTimer();
    if (isAlive() || !begun) {
      idleCount = 0;
      return;
    }
    if (idleCount++ < idleRounds) {
      wake();
      return;
    }
    idleCount = 0;
    guard(() => owner.process.emit("beforeExit", owner.process.exitCode ?? 0));
    runTicks();
    if (isAlive() || tickInfo[0]) {
      wake();
      return;
    }
    owner.onIdle();
  };
  const account = (): void => {
    const at = host.performance.now() - startedAt;
    if (idleSince !== null) idleMs += at - idleSince;
    idleSince = hopping ? null : at;
    stats?.set([loopStart, idleMs, at - idleMs]);
  };
  const step = (): void => {
    if (stopped) return;
    account();
    idleSince = null;
    try {
      owner.onTask?.();
      turn();
    } catch (error) {
      if (error !== exitSignal) throw error;
    }
    account();
  };

  const loop: Loop = {
    tickInfo,
    immediateInfo,
    timeoutInfo,
    now,
    wake,
    guard,
    setTickCallback(callback) {
      tick = callback;
    },
    setTimerCallbacks(runImmediateQueue, runTimerLists) {
      immediates = runImmediateQueue;
      timers = runTimerLists;
    },
    scheduleTimer(ms) {
      dueAt = now() + Math.max(1, ms);
      armTimer();
    },
    refTimers(ref) {
      timersRef = ref;
      wake();
    },
    runMicrotasks() {
      if (!canYield) return;
      yielded = true;
      throw yieldSignal;
    },
    hold() {
      held++;
    },
    release() {
      held--;
      wake();
    },
    enqueue(task) {
      queue.push(task);
      wake();
    },
    callback(resource, method, args) {
      loop.enqueue(() => loop.callNow(resource, method, args));
    },
    callNow(resource, method, args) {
      const target = typeof method === "function" ? method : Reflect.get(resource, method);
      if (typeof target !== "function") return undefined;
      let failed = true;
      // The error's handlers run as the resource's too.
      const run = () =>
        guard(() => {
          const result: unknown = Reflect.apply(target, resource, args);
          failed = false;
          return result;
        });
      const result = asyncIds.run(resource, run, () => !failed);
      // A request has one answer.
      if (method === "oncomplete" || method === "ondone") asyncIds.destroy(resource);
      return result;
    },
    closeHandle(handle, callback) {
      loop.enqueue(() => {
        if (callback) loop.callNow(handle, callback, []);
        asyncIds.destroy(handle);
      });
    },
    begin() {
      begun = true;
      loopStart = loopClock();
      runTicks();
      wake();
    },
    idleTime: () => idleMs,
    metrics: () => [rounds, events, 0],
    publish(shared, clock) {
      stats = shared;
      loopClock = clock;
    },
    stop() {
      stopped = true;
      if (platformTimer !== null) host.clearTimeout(platformTimer);
    },
  };
  asyncIds.defer = (task) => {
    urgent.push(task);
    wake();
  };
  return loop;
}
