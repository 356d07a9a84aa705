import * as v from "valibot";

/** The client's message types and wire values are numbers, unlike those of comlink on npm. */
const messageTypes = { get: 0, set: 1, apply: 2, construct: 3, endpoint: 4, release: 5 } as const;
const wireTypes = { raw: 0, handled: 3 } as const;

const wireSchema = v.variant("type", [
  v.object({ type: v.literal(wireTypes.raw), value: v.optional(v.unknown()) }),
  v.object({
    type: v.literal(wireTypes.handled),
    name: v.literal("proxy"),
    value: v.custom<MessagePort>((port) => port instanceof MessagePort),
  }),
]);
const messageSchema = v.object({
  id: v.string(),
  type: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)),
  path: v.optional(v.pipe(v.array(v.string()), v.maxLength(2)), []),
  argumentList: v.optional(v.pipe(v.array(wireSchema), v.maxLength(32)), []),
});
type WireValue = v.InferOutput<typeof wireSchema>;

/** What the client may reach on an object: functions it calls, promises it awaits. */
export type Members = Record<string, ((...args: never[]) => unknown) | Promise<unknown>>;

/** A result that stays here; the client gets a proxy. `released` is called when it lets go. */
export class Exposed {
  readonly target: Members | (() => unknown);
  readonly released: () => void;

  constructor(target: Members | (() => unknown), released: () => void = () => {}) {
    this.target = target;
    this.released = released;
  }
}

/** Bytes that move to the client instead of being copied. */
export class Moved {
  readonly bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }
}

/** A function of the client's. */
export class RemoteFunction {
  readonly #port: MessagePort;
  readonly #waiting = new Map<string, () => void>();
  #next = 1;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<{ id?: unknown }>) => {
      const id = String(data?.id);
      this.#waiting.get(id)?.();
      this.#waiting.delete(id);
    };
  }

  /** Resolves when the client has run it; what it returns is dropped. */
  call(...args: unknown[]): Promise<void> {
    const id = `${this.#next++}`;
    const argumentList = args.map((value) => ({ type: wireTypes.raw, value }));
    const transfer = args.filter((value) => value instanceof Uint8Array).map(({ buffer }) => buffer);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#port.postMessage({ id, type: messageTypes.apply, path: [], argumentList }, transfer);
    });
  }

  /** Lets go of the function. */
  close(): void {
    this.#port.close();
    for (const resolve of this.#waiting.values()) resolve();
    this.#waiting.clear();
  }
}

/** Answers the client's messages on a port with an object's own members. */
export function expose(exposed: Exposed, port: MessagePort): void {
  port.onmessage = async ({ data }: MessageEvent<unknown>) => {
    const message = v.safeParse(messageSchema, data);
    const id = typeof data === "object" && data !== null && "id" in data ? data.id : undefined;
    if (!message.success) {
      port.postMessage({ ...thrown(new Error("The engine does not understand this message.")), id });
      return;
    }
    if (message.output.type === messageTypes.release) {
      port.postMessage({ type: wireTypes.raw, value: undefined, id });
      port.close();
      exposed.released();
      return;
    }
    try {
      const [wire, transfer] = toWire(await run(exposed.target, message.output));
      port.postMessage({ ...wire, id }, transfer);
    } catch (error) {
      port.postMessage({ ...thrown(error), id });
    }
  };
}

function run(target: Exposed["target"], { type, path, argumentList }: v.InferOutput<typeof messageSchema>): unknown {
  const member = path.length === 0 ? target : ownMember(target, path);
  const name = path.join(".");
  switch (type) {
    case messageTypes.get:
      if (member instanceof Promise) return member;
      throw new Error(`The engine has no value "${name}".`);
    case messageTypes.apply:
      if (typeof member !== "function") throw new Error(`The engine has no function "${name}".`);
      // Own functions check what they are given: each parses its arguments itself.
      return (member as (...args: unknown[]) => unknown)(...argumentList.map(fromWire));
    default:
      throw new Error("The engine's objects can only be read and called.");
  }
}

function ownMember(target: Exposed["target"], path: readonly string[]): unknown {
  const [name, ...more] = path;
  if (name === undefined || more.length > 0 || typeof target === "function" || !Object.hasOwn(target, name))
    return undefined;
  return target[name];
}

function fromWire(wire: WireValue): unknown {
  return wire.type === wireTypes.raw ? wire.value : new RemoteFunction(wire.value);
}

function toWire(value: unknown): [object, Transferable[]] {
  if (value instanceof Moved) return [{ type: wireTypes.raw, value: value.bytes }, [value.bytes.buffer]];
  if (!(value instanceof Exposed)) return [{ type: wireTypes.raw, value }, []];
  const { port1, port2 } = new MessageChannel();
  expose(value, port1);
  return [{ type: wireTypes.handled, name: "proxy", value: port2 }, [port2]];
}

function thrown(error: unknown): object {
  const value =
    error instanceof Error
      ? { isError: true, value: { message: error.message, name: error.name, stack: error.stack } }
      : { isError: false, value: String(error) };
  return { type: wireTypes.handled, name: "throw", value };
}
