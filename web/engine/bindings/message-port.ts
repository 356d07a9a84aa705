/** `MessagePort` and `MessageChannel`, as far as they are native; Node's library adds the event interface. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { chunkBinding } from "../boot/chunk.ts";
import { codedError } from "../boot/uv-errors.ts";
import type { CreateMessageFormat, MessageFormat } from "./message.ts";
import { type Message, type PortData, PortRoutes } from "./port-data.ts";
import { PortHandles } from "./port-handles.ts";
import { transferListOf } from "./post-arguments.ts";

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
  let createObject = (info: string): object => {
    throw new Error(`Unknown deserialize spec ${info}`);
  };
  let made: MessageFormat | undefined;
  const routes = new PortRoutes(runtime.system, () => runtime.start?.thread?.id ?? 0);
  const format = (): MessageFormat => {
    // What the chunk's entry exports.
    made ??= (chunkBinding("message")(runtime) as MessageChunk).createMessageFormat(
      {
        dataOf(object) {
          const state = handles.stateOf(object);
          return state?.closing ? null : state?.data;
        },
        detach: (object) => handles.detach(object),
        attach: (data) => handles.create(data),
      },
      (id) => routes.claim(id),
      (info) => createObject(info),
    );
    return made;
  };
  const handles = new PortHandles(runtime, routes, MessagePort.prototype, format);
  for (const [name, value] of Object.entries(portMethods(runtime, handles, routes, format))) {
    Object.defineProperty(MessagePort.prototype, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return {
    MessagePort,
    MessageChannel: channelClass(routes, handles),
    routes,
    setCreateObject(next) {
      createObject = next;
    },
    create: (data) => handles.create(data),
    isPort: (value) => typeof value === "object" && value !== null && handles.stateOf(value) !== undefined,
    isOpen(port) {
      const state = handles.stateOf(port);
      return state !== undefined && state.data !== null && !state.closing;
    },
    stop(port) {
      const state = handles.stateOf(port);
      if (state) state.receiving = false;
    },
    drain: (port) => handles.drain(port),
    receive(port) {
      const data = handles.stateOf(port)?.data;
      if (!data) return undefined;
      routes.fetch(data);
      const message = routes.take(data);
      if (message) return { value: format().read(message).value };
      if (message === null) handles.close(port);
      return undefined;
    },
    structuredClone: (value, transfer) => format().read(format().write(value, transfer)).value,
  };
}

/** The methods that Node has in C++. */
function portMethods(
  runtime: EngineRuntime,
  handles: PortHandles,
  routes: PortRoutes,
  format: () => MessageFormat,
): Record<string, (this: object, ...args: unknown[]) => unknown> {
  return {
    postMessage(...args) {
      if (args.length === 0) {
        throw codedError(TypeError, "ERR_MISSING_ARGS", "Not enough arguments to MessagePort.postMessage");
      }
      const state = handles.stateOf(this);
      if (!state) return undefined;
      const message = format().write(args[0], transferListOf(args[1]), this);
      return state.data && !state.closing ? dispatch(runtime, routes, state.data, message) : undefined;
    },
    start() {
      const state = handles.stateOf(this);
      if (!state?.data) return;
      state.receiving = true;
      handles.schedule(this, state);
    },
    close() {
      handles.close(this);
    },
    ref() {
      const state = handles.stateOf(this);
      if (state) state.hold.referenced = true;
    },
    unref() {
      const state = handles.stateOf(this);
      if (state) state.hold.referenced = false;
    },
    hasRef() {
      const state = handles.stateOf(this);
      if (!state) throw new TypeError("Illegal invocation");
      return state.gone ? undefined : state.hold.referenced;
    },
  };
}

function dispatch({ process }: EngineRuntime, routes: PortRoutes, data: PortData, message: Message): boolean {
  if (!data.peer || !message.ports.includes(data.peer)) return routes.send(data, message);
  const warn: unknown = process["emitWarning"];
  const text = "The target port was posted to itself, and the communication channel was lost";
  if (typeof warn === "function") Reflect.apply(warn, process, [text]);
  routes.close(data.peer);
  return true;
}

function channelClass(routes: PortRoutes, handles: PortHandles): unknown {
  const made = function (this: { port1: object; port2: object }) {
    if (!new.target) {
      throw codedError(TypeError, "ERR_CONSTRUCT_CALL_REQUIRED", "Cannot call constructor without `new`");
    }
    const [first, second] = routes.pair();
    this.port1 = handles.create(first);
    this.port2 = handles.create(second);
  };
  return Object.defineProperty(made, "name", { value: "MessageChannel" });
}
