/** The objects that programs hold an end of a channel by: when they tell their messages, and how they close. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { LoopHold } from "./loop-hold.ts";
import type { MessageFormat } from "./message.ts";
import type { PortData, PortRoutes } from "./port-data.ts";

export interface PortState {
  /** Null once the end of the channel was given away or closed. */
  data: PortData | null;
  readonly hold: LoopHold;
  /** Ports hear in the order of their making. */
  readonly serial: number;
  receiving: boolean;
  /** Its messages are being told one after the other. */
  draining: boolean;
  closing: boolean;
  /** Its `close` event was told: nothing is left of the handle. */
  gone: boolean;
}

/** At least so many messages of one port before the next port's, or what had arrived when its turn began: as Node. */
const messagesPerTurn = 1000;

export class PortHandles {
  readonly #runtime: EngineRuntime;
  readonly #routes: PortRoutes;
  readonly #prototype: object;
  readonly #format: () => MessageFormat;
  readonly #states = new WeakMap<object, PortState>();
  readonly #waiting = new Map<object, PortState>();
  #nextSerial = 1;
  #rounding = false;

  constructor(runtime: EngineRuntime, routes: PortRoutes, prototype: object, format: () => MessageFormat) {
    this.#runtime = runtime;
    this.#routes = routes;
    this.#prototype = prototype;
    this.#format = format;
  }

  stateOf(port: object): PortState | undefined {
    return this.#states.get(port);
  }

  create(data: PortData): object {
    const { loop, asyncIds } = this.#runtime;
    const port: object = Object.create(this.#prototype);
    const state: PortState = {
      data,
      hold: new LoopHold(loop, false),
      serial: this.#nextSerial++,
      receiving: false,
      draining: false,
      closing: false,
      gone: false,
    };
    this.#states.set(port, state);
    asyncIds.adopt(port, "MESSAGEPORT");
    state.hold.active = true;
    state.hold.referenced = true;
    this.#callOwn(port, "oninit");
    data.onArrival = () => this.schedule(port, state);
    this.schedule(port, state);
    return port;
  }

  /** The object loses its end of the channel and closes. */
  detach(port: object): PortData {
    const state = this.#states.get(port);
    const data = state?.data;
    if (!data) throw new Error("the port has no channel"); // who asks has looked
    state.data = null;
    data.onArrival = null;
    this.close(port);
    return data;
  }

  /** What the port is telling at this moment is told to its end. */
  close(port: object): void {
    const state = this.#states.get(port);
    if (!state || state.closing) return;
    state.closing = true;
    if (!state.draining) this.#runtime.loop.enqueue(() => this.#finishClose(port, state));
  }

  /** As libuv does: ports with messages take turns in the order of their making, each tells all it has. */
  schedule(port: object, state: PortState): void {
    if (state.closing || state.draining || !hasWork(state)) return;
    this.#waiting.set(port, state);
    if (this.#rounding) return;
    this.#rounding = true;
    this.#runtime.loop.enqueue(() => this.#round());
  }

  /** Tells everything that has arrived, at once. */
  drain(port: object): void {
    const state = this.#states.get(port);
    if (!state) return;
    while (state.data && this.#tellNext(port, state));
    this.#endTurn(port, state);
  }

  #round(): void {
    const { loop } = this.#runtime;
    const turn = [...this.#waiting].sort(([, a], [, b]) => a.serial - b.serial);
    this.#waiting.clear();
    let left = 0;
    // One message a task: the platform drains its microtasks in between.
    const next = (): void => {
      const first = turn[0];
      if (!first) {
        this.#rounding = this.#waiting.size > 0;
        if (this.#rounding) loop.enqueue(() => this.#round());
        return;
      }
      const [port, state] = first;
      left ||= Math.max(state.data?.inbox.length ?? 0, messagesPerTurn);
      left--;
      const goesOn = hasWork(state) && this.#tellNext(port, state) && hasWork(state) && left > 0;
      if (!goesOn) {
        turn.shift();
        left = 0;
        this.#endTurn(port, state);
      }
      loop.enqueue(next);
    };
    next();
  }

  #endTurn(port: object, state: PortState): void {
    state.draining = false;
    if (state.closing) this.#finishClose(port, state);
    else this.schedule(port, state);
  }

  /** One message to the port's listeners; false when there is none. */
  #tellNext(port: object, state: PortState): boolean {
    const message = state.data ? this.#routes.take(state.data) : undefined;
    if (message === undefined) return false;
    if (message === null) {
      this.close(port);
      return false;
    }
    let args: unknown[];
    try {
      const { value, ports } = this.#format().read(message);
      args = [value, ports, "message"];
    } catch (error) {
      args = [error, undefined, "messageerror"];
    }
    state.draining = true;
    this.#runtime.loop.callNow(port, this.#runtime.emitMessage, args);
    return true;
  }

  #finishClose(port: object, state: PortState): void {
    if (state.gone) return;
    if (state.data) this.#routes.close(state.data);
    state.data = null;
    state.hold.active = false;
    state.gone = true;
    this.#runtime.loop.callNow(port, () => this.#callOwn(port, "handle_onclose"), []);
    this.#runtime.asyncIds.destroy(port);
  }

  /** A method that Node's library has put on the class under one of its symbols. */
  #callOwn(port: object, symbol: string): void {
    const method: unknown = Reflect.get(port, this.#runtime.symbols[symbol] ?? "");
    if (typeof method === "function") Reflect.apply(method, port, []);
  }
}

function hasWork({ data, receiving }: PortState): boolean {
  const first = data?.inbox[0];
  return first !== undefined && (receiving || first.message === null);
}
