/** `MessagePort` and `MessageChannel`, as far as they are native; Node's library adds the event interface. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { codedError } from "../boot/uv-errors.ts";
import { LoopHold } from "./loop-hold.ts";
import { createMessageFormat, type MessageFormat } from "./message.ts";
import { type Message, type PortData, PortRoutes } from "./port-data.ts";

export interface PortObject {
  postMessage(...args: unknown[]): boolean | undefined;
  close(): void;
}

interface State {
  data: PortData | null;
  hold: LoopHold;
  receiving: boolean;
  scheduled: boolean;
  /** Its `close` event was told: nothing is left of the handle. */
  gone: boolean;
}

export interface MessagePorts {
  MessagePort: unknown;
  MessageChannel: unknown;
  routes: PortRoutes;
  format: MessageFormat;
  create(data: PortData): object;
  isPort(value: unknown): boolean;
  stop(port: object): void;
  drain(port: object): void;
  /** The next message, or undefined. */
  receive(port: object): { value: unknown } | undefined;
  structuredClone(value: unknown, transfer: unknown[]): unknown;
}

/** Programs get ports from channels only. */
function MessagePort(): void {
  throw codedError(TypeError, "ERR_CONSTRUCT_CALL_INVALID", "Constructor cannot be called");
}

export function createMessagePorts(runtime: EngineRuntime): MessagePorts {
  const { loop, symbols } = runtime;
  const states = new WeakMap<object, State>();
  const routes = new PortRoutes(runtime.system, () => runtime.start?.thread?.id ?? 0);
  const format = createMessageFormat(
    runtime,
    {
      dataOf: (object) => states.get(object)?.data,
      detach: (object) => detach(object),
      attach: (data) => create(data),
    },
    (id) => routes.claim(id),
  );

  const schedule = (port: object, state: State): void => {
    const first = state.data?.inbox[0];
    if (state.scheduled || !first || (!state.receiving && first.message)) return;
    state.scheduled = true;
    loop.enqueue(() => {
      state.scheduled = false;
      const next = state.data?.inbox[0];
      if (!next || (!state.receiving && next.message)) return;
      emitNext(port, state);
      schedule(port, state);
    });
  };
  /** One message to the port's listeners; false when there is none. */
  const emitNext = (port: object, state: State): boolean => {
    const message = state.data ? routes.take(state.data) : undefined;
    if (message === undefined) return false;
    if (message === null) {
      close(port);
      return false;
    }
    let args: unknown[];
    try {
      const { value, ports } = format.read(message);
      args = [value, ports, "message"];
    } catch (error) {
      args = [error, undefined, "messageerror"];
    }
    loop.callNow(port, runtime.emitMessage, args);
    return true;
  };
  const detach = (port: object): PortData => {
    const state = states.get(port);
    const data = state?.data;
    if (!data) throw new Error("the port has no channel"); // `dataOf` was asked before
    end(port, state);
    data.onArrival = null;
    return data;
  };
  const close = (port: object): void => {
    const state = states.get(port);
    const data = state?.data;
    if (!data) return;
    end(port, state);
    // The other end hears of it after what is on its way now, as libuv closes a handle in its next round.
    loop.enqueue(() => routes.close(data));
  };
  const end = (port: object, state: State): void => {
    state.data = null;
    state.hold.active = false;
    loop.enqueue(() => {
      state.gone = true;
      const onClose: unknown = Reflect.get(port, symbols["handle_onclose"] ?? "");
      if (typeof onClose === "function") loop.callNow(port, () => Reflect.apply(onClose, port, []), []);
    });
  };

  const stateOf = (port: object): State | undefined => states.get(port);
  defineMethods(MessagePort.prototype, {
    postMessage(this: object, ...args: unknown[]): boolean | undefined {
      if (args.length === 0) {
        throw codedError(TypeError, "ERR_MISSING_ARGS", "Not enough arguments to MessagePort.postMessage");
      }
      const state = stateOf(this);
      if (!state) return undefined;
      const message = format.write(args[0], transferListOf(args[1]), this);
      if (!state.data) return true;
      return dispatch(state.data, message);
    },
    start(this: object): void {
      const state = stateOf(this);
      if (!state?.data) return;
      state.receiving = true;
      schedule(this, state);
    },
    close(this: object): void {
      close(this);
    },
    drain(this: object): void {
      drain(this);
    },
    ref(this: object): void {
      const state = stateOf(this);
      if (state) state.hold.referenced = true;
    },
    unref(this: object): void {
      const state = stateOf(this);
      if (state) state.hold.referenced = false;
    },
    hasRef(this: object): boolean | undefined {
      const state = stateOf(this);
      if (!state) throw new TypeError("Illegal invocation");
      return !state.gone ? state.data !== null && state.hold.referenced : undefined;
    },
  });
  const dispatch = (data: PortData, message: Message): boolean => {
    if (data.peer && message.ports.includes(data.peer)) {
      const text = "The target port was posted to itself, and the communication channel was lost";
      runtime.process["emitWarning"] instanceof Function && runtime.process["emitWarning"](text);
      routes.close(data.peer);
      return true;
    }
    return routes.send(data, message);
  };
  const create = (data: PortData): object => {
    const port: object = Object.create(MessagePort.prototype);
    const state: State = { data, hold: new LoopHold(loop), receiving: false, scheduled: false, gone: false };
    states.set(port, state);
    state.hold.active = true;
    runtime.asyncIds.adopt(port, "MESSAGEPORT");
    const init: unknown = Reflect.get(port, symbols["oninit"] ?? "");
    if (typeof init === "function") Reflect.apply(init, port, []);
    data.onArrival = () => schedule(port, state);
    schedule(port, state);
    return port;
  };
  const drain = (port: object): void => {
    const state = stateOf(port);
    while (state?.data && emitNext(port, state));
  };

  class MessageChannel {
    readonly port1: object;
    readonly port2: object;
    constructor() {
      const [first, second] = routes.pair();
      this.port1 = create(first);
      this.port2 = create(second);
    }
  }
  return {
    MessagePort,
    MessageChannel: callableOnlyWithNew(MessageChannel),
    routes,
    format,
    create,
    isPort: (value) => typeof value === "object" && value !== null && states.has(value),
    stop(port) {
      const state = stateOf(port);
      if (state) state.receiving = false;
    },
    drain,
    receive(port) {
      const data = stateOf(port)?.data;
      if (!data) return undefined;
      routes.fetch(data);
      const message = routes.take(data);
      if (message) return { value: format.read(message).value };
      if (message === null) close(port);
      return undefined;
    },
    structuredClone: (value, transfer) => format.read(format.write(value, transfer)).value,
  };
}

function defineMethods(prototype: object, methods: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(prototype, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

function callableOnlyWithNew<T extends new () => object>(Type: T): unknown {
  const holder = {
    [Type.name]: function (this: unknown) {
      if (!new.target) {
        throw codedError(TypeError, "ERR_CONSTRUCT_CALL_REQUIRED", "Cannot call constructor without `new`");
      }
      return Reflect.construct(Type, [], new.target);
    },
  };
  return holder[Type.name];
}

/** The second argument of `postMessage`: a list, or options with one. */
function transferListOf(value: unknown): unknown[] {
  const wrong = (name: string): Error =>
    codedError(TypeError, "ERR_INVALID_ARG_TYPE", `Optional ${name} argument must be an iterable`);
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") throw wrong("transferList");
  if (isIterable(value)) return [...value];
  const transfer: unknown = Reflect.get(value, "transfer");
  if (transfer === undefined || transfer === null) return [];
  if (!isIterable(transfer)) throw wrong("options.transfer");
  return [...transfer];
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, Symbol.iterator) === "function";
}
