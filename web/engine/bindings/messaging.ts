/** `internalBinding('messaging')`: message ports, broadcast channels, structured clone. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { createMessagePorts } from "./message-port.ts";

export function createMessagingBinding(runtime: EngineRuntime): Binding {
  const { symbols } = runtime;
  runtime.ports ??= createMessagePorts(runtime);
  const { ports } = runtime;
  const checkPort = (port: unknown): object => {
    if (ports.isPort(port)) return port as object;
    throw codedError(TypeError, "ERR_INVALID_ARG_TYPE", 'The "port" argument must be a MessagePort instance');
  };
  return {
    MessageChannel: ports.MessageChannel,
    MessagePort: ports.MessagePort,
    stopMessagePort: (port: object) => ports.stop(port),
    drainMessagePort: (port: object) => ports.drain(port),
    receiveMessageOnPort(port: unknown) {
      const message = ports.receive(checkPort(port));
      return message ? message.value : symbols["no_message_symbol"];
    },
    moveMessagePortToContext(port: unknown, context: unknown) {
      checkPort(port);
      const { isContext } = runtime.internalBinding("contextify") as { isContext?: (value: unknown) => boolean };
      if (typeof context !== "object" || context === null || isContext?.(context) === false) {
        throw codedError(TypeError, "ERR_INVALID_ARG_TYPE", "Invalid context argument");
      }
      if (!ports.isOpen(port as object)) {
        throw codedError(Error, "ERR_CLOSED_MESSAGE_PORT", "Cannot send data on closed MessagePort");
      }
      throw codedError(
        Error,
        "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM",
        "worker.moveMessagePortToContext() is not available in the Glasshouse engine: a vm context shares its objects with the program here, so put the port itself into the context.",
      );
    },
    setDeserializerCreateObjectFunction(create: (info: string) => object) {
      ports.setCreateObject(create);
    },
    broadcastChannel: (name: string) => ports.create(ports.routes.broadcast(name)),
    structuredClone: (value: unknown, options?: { transfer?: unknown[] }) =>
      ports.structuredClone(value, options?.transfer ?? []),
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
