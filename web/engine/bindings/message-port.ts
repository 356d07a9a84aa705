/** `MessagePort` and `MessageChannel`, as far as they are native; Node's library adds the event interface. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { chunkBinding } from "../boot/chunk.ts";
import { codedError } from "../boot/uv-errors.ts";
import { LoopHold } from "./loop-hold.ts";
import type { CreateMessageFormat, MessageFormat, PortObjects } from "./message.ts";
import { type Message, type PortData, PortRoutes } from "./port-data.ts";

interface State {
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

export interface MessagePorts {
  MessagePort: unknown;
  MessageChannel: unknown;
  routes: PortRoutes;
  /** How objects of Node's own classes are made when they arrive. */
  setCreateObject(create: (info: string) => object): void;
  create(data: PortData): object;
  isPort(value: unknown): boolean;
  isOpen(port: object): boolean;
  stop(port: object): void;
  drain(port: object): void;
  /** The next message, or undefined. */
  receive(port: object): { value: unknown } | undefined;
  structuredClone(value: unknown, transfer: unknown[]): unknown;
}

type MessageChunk = { createMessageFormat: CreateMessageFormat };

/** At least so many messages of one port before the next port's, or what had arrived when its turn began: as Node. */
const messagesPerTurn = 1000;

function refuseConstruction(_port: unknown): never {
  throw codedError(TypeError, "ERR_CONSTRUCT_CALL_INVALID", "Constructor cannot be called");
}
/** Programs get ports from channels only. V8 shows the property's name in stacks, whatever the script's minifier does. */
const { MessagePort } = {
  MessagePort: function (this: unknown): void {
    refuseConstruction(this);
  },
};

export function createMessagePorts(runtime: EngineRuntime): MessagePorts {
  const { loop, symbols } = runtime;
  const states = new WeakMap<object, State>();
  const routes = new PortRoutes(runtime.system, () => runtime.start?.thread?.id ?? 0);
  let createObject = (info: string): object => {
    throw new Error(`Unknown deserialize spec ${info}`);
  };
  let made: MessageFormat | undefined;
  const format = (): MessageFormat => {
    if (made) return made;
    // What the chunk's entry exports.
    const { createMessageFormat } = chunkBinding("message")(runtime) as MessageChunk;
    made = createMessageFormat(
      objects,
      (id) => routes.claim(id),
      (info) => createObject(info),
    );
    return made;
  };
  const objects: PortObjects = {
    dataOf(object) {
      const state = states.get(object);
      return state?.closing ? null : state?.data;
    },
    detach: (object) => detach(object),
    attach: (data) => create(data),
  };

  const hasWork = ({ data, receiving }: State): boolean => {
    const first = data?.inbox[0];
    return first !== undefined && (receiving || first.message === null);
  };
  const waiting = new Map<object, State>();
  let nextSerial = 1;
  let rounding = false;
  /** As libuv does: ports with messages take turns in the order of their making, each tells all it has. */
  const schedule = (port: object, state: State): void => {
    if (state.closing || state.draining || !hasWork(state)) return;
    waiting.set(port, state);
    if (rounding) return;
    rounding = true;
    loop.enqueue(round);
  };
  const round = (): void => {
    const turn = [...waiting].sort(([, a], [, b]) => a.serial - b.serial);
    waiting.clear();
    let left = 0;
    const next = (): void => {
      const first = turn[0];
      if (!first) {
        rounding = waiting.size > 0;
        if (rounding) loop.enqueue(round);
        return;
      }
      const [port, state] = first;
      left ||= Math.max(state.data?.inbox.length ?? 0, messagesPerTurn);
      left--;
      state.draining = hasWork(state) && emitNext(port, state) && hasWork(state) && left > 0;
      if (!state.draining) {
        turn.shift();
        left = 0;
        if (state.closing) finishClose(port, state);
        else schedule(port, state);
      }
      loop.enqueue(next);
    };
    next();
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
      const { value, ports } = format().read(message);
      args = [value, ports, "message"];
    } catch (error) {
      args = [error, undefined, "messageerror"];
    }
    state.draining = true;
    loop.callNow(port, runtime.emitMessage, args);
    return true;
  };
  const detach = (port: object): PortData => {
    const state = states.get(port);
    const data = state?.data;
    if (!data) throw new Error("the port has no channel"); // `dataOf` was asked before
    state.data = null;
    data.onArrival = null;
    close(port);
    return data;
  };
  /** What the port is telling at this moment is told to its end. */
  const close = (port: object): void => {
    const state = states.get(port);
    if (!state || state.closing) return;
    state.closing = true;
    if (!state.draining) loop.enqueue(() => finishClose(port, state));
  };
  const finishClose = (port: object, state: State): void => {
    if (state.gone) return;
    if (state.data) routes.close(state.data);
    state.data = null;
    state.hold.active = false;
    state.gone = true;
    const onClose: unknown = Reflect.get(port, symbols["handle_onclose"] ?? "");
    if (typeof onClose === "function") loop.callNow(port, () => Reflect.apply(onClose, port, []), []);
    runtime.asyncIds.destroy(port);
  };

  const stateOf = (port: object): State | undefined => states.get(port);
  defineMethods(MessagePort.prototype, {
    postMessage(this: object, ...args: unknown[]): boolean | undefined {
      if (args.length === 0) {
        throw codedError(TypeError, "ERR_MISSING_ARGS", "Not enough arguments to MessagePort.postMessage");
      }
      const state = stateOf(this);
      if (!state) return undefined;
      const message = format().write(args[0], transferListOf(args[1]), this);
      return state.data && !state.closing ? dispatch(state.data, message) : undefined;
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
      return state.gone ? undefined : state.hold.referenced;
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
    const state: State = {
      data,
      hold: new LoopHold(loop, false),
      serial: nextSerial++,
      receiving: false,
      draining: false,
      closing: false,
      gone: false,
    };
    states.set(port, state);
    runtime.asyncIds.adopt(port, "MESSAGEPORT");
    state.hold.active = true;
    state.hold.referenced = true;
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
    setCreateObject(next) {
      createObject = next;
    },
    create,
    isPort: (value) => typeof value === "object" && value !== null && states.has(value),
    isOpen: (port) => stateOf(port)?.data != null && !stateOf(port)?.closing,
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
      if (message) return { value: format().read(message).value };
      if (message === null) close(port);
      return undefined;
    },
    structuredClone: (value, transfer) => format().read(format().write(value, transfer)).value,
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
  const list = readIterable(value);
  if (list) return list;
  const transfer: unknown = Reflect.get(value, "transfer");
  if (transfer === undefined) return [];
  const inner = readIterable(transfer);
  if (!inner) throw wrong("options.transfer");
  return inner;
}

/** Undefined as soon as something is not what an iterable has. */
function readIterable(value: unknown): unknown[] | undefined {
  const isObject = (one: unknown): one is object => typeof one === "object" && one !== null;
  if (!isObject(value)) return undefined;
  const start: unknown = Reflect.get(value, Symbol.iterator);
  if (typeof start !== "function") return undefined;
  const iterator: unknown = Reflect.apply(start, value, []);
  if (!isObject(iterator)) return undefined;
  const next: unknown = Reflect.get(iterator, "next");
  if (typeof next !== "function") return undefined;
  const items: unknown[] = [];
  for (;;) {
    const step: unknown = Reflect.apply(next, iterator, []);
    if (!isObject(step)) return undefined;
    if (Reflect.get(step, "done")) return items;
    items.push(Reflect.get(step, "value"));
  }
}
