/** `internalBinding('messaging')`: ports between the parts of one process. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";

interface PortState {
  inbox: unknown[];
  other: object | null;
  started: boolean;
  closed: boolean;
  held: boolean;
}

const states = new WeakMap<object, PortState>();

function stateOf(port: object): PortState {
  let state = states.get(port);
  if (!state) {
    state = { inbox: [], other: null, started: false, closed: false, held: false };
    states.set(port, state);
  }
  return state;
}

export function createMessagingBinding(runtime: EngineRuntime): Binding {
  const { loop, symbols } = runtime;
  const setHeld = (state: PortState, held: boolean) => {
    if (state.held === held || (held && state.closed)) return;
    state.held = held;
    if (held) loop.hold();
    else loop.release();
  };
  const deliver = (port: object) => {
    loop.enqueue(() => {
      const state = stateOf(port);
      if (!state.started || state.inbox.length === 0) return;
      const message = state.inbox.shift();
      if (state.inbox.length > 0) deliver(port);
      loop.callNow(port, "emitMessage", [message, [], "message"]);
    });
  };
  class MessagePort {
    constructor() {
      throw codedError(
        TypeError as unknown as ErrorConstructor,
        "ERR_CONSTRUCT_CALL_INVALID",
        "Constructor cannot be called",
      );
    }
    postMessage(value: unknown): void {
      const { other } = stateOf(this);
      if (!other || stateOf(other).closed) return;
      stateOf(other).inbox.push(runtime.host.structuredClone(value));
      if (stateOf(other).started) deliver(other);
    }
    start(): void {
      stateOf(this).started = true;
      if (stateOf(this).inbox.length > 0) deliver(this);
    }
    close(): void {
      const state = stateOf(this);
      if (state.closed) return;
      setHeld(state, false);
      state.closed = true;
      const onClose: unknown = Reflect.get(this, symbols["handle_onclose"] ?? "");
      if (typeof onClose === "function") loop.callback(this, () => onClose.call(this), []);
      if (state.other) (state.other as MessagePort).close();
    }
    drain(): void {}
    ref(): void {
      setHeld(stateOf(this), true);
    }
    unref(): void {
      setHeld(stateOf(this), false);
    }
    hasRef(): boolean {
      return stateOf(this).held;
    }
  }
  const createPort = (): MessagePort => {
    const port: MessagePort = Object.create(MessagePort.prototype);
    runtime.asyncIds.adopt(port, "MESSAGEPORT");
    const init: unknown = Reflect.get(port, symbols["oninit"] ?? "");
    if (typeof init === "function") init.call(port);
    return port;
  };
  class MessageChannel {
    readonly port1 = createPort();
    readonly port2 = createPort();
    constructor() {
      stateOf(this.port1).other = this.port2;
      stateOf(this.port2).other = this.port1;
    }
  }
  return {
    MessageChannel,
    MessagePort,
    stopMessagePort(port: object) {
      stateOf(port).started = false;
    },
    drainMessagePort() {},
    receiveMessageOnPort(port: object) {
      const { inbox } = stateOf(port);
      return inbox.length > 0 ? inbox.shift() : symbols["no_message_symbol"];
    },
    moveMessagePortToContext: (port: object) => port,
    setDeserializerCreateObjectFunction() {},
    broadcastChannel: () => createPort(),
    structuredClone: (value: unknown, options?: StructuredSerializeOptions) =>
      runtime.host.structuredClone(value, options),
    exposeLazyDOMExceptionProperty(target: object) {
      Object.defineProperty(target, "DOMException", {
        configurable: true,
        enumerable: false,
        get: () => runtime.createDomException(),
        set(value: unknown) {
          Object.defineProperty(target, "DOMException", { value, writable: true, configurable: true });
        },
      });
    },
    get DOMException() {
      return runtime.createDomException();
    },
  };
}
