/** Messages of `fork({ serialization: "advanced" })`: four bytes of length, big-endian, then V8's format. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import { ValueReader } from "./serdes-reader.ts";
import { ValueWriter, viewTags } from "./serdes-writer.ts";
import { bytesOf } from "./text-encodings.ts";

type BufferClass = { from(memory: ArrayBufferLike, offset?: number, length?: number): Uint8Array };
type ViewClass = new (memory: ArrayBufferLike, offset: number, length: number) => ArrayBufferView;

const lengthBytes = 4;
/** In front of a host object: bytes in view, or an object's own properties. */
const kinds = { view: 0, other: 1 } as const;
const bufferIndex = 10;
/** Their places are their numbers. */
const viewNames = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "DataView",
  "Buffer",
  "BigInt64Array",
  "BigUint64Array",
  "Float16Array",
];

export function createIpcSerdesBinding(runtime: EngineRuntime): Binding {
  const { Buffer } = runtime.requireBuiltin("buffer") as { Buffer: BufferClass };
  return {
    serialize(message: unknown, NodeBuffer: unknown): Uint8Array {
      const writer: ValueWriter = new ValueWriter({
        writeHostObject: (value) => writeView(writer, value as ArrayBufferView, NodeBuffer),
        cloneError: (text) => new Error(text),
        isProxy: (value) => runtime.inspection.isProxy(value) && value !== runtime.process.env,
      });
      writer.viewsAreHostObjects = true;
      writer.raw(new Uint8Array(lengthBytes));
      writer.header();
      writer.value(message);
      const bytes = writer.release();
      new DataView(bytes.buffer).setUint32(0, bytes.length - lengthBytes);
      return Buffer.from(bytes.buffer);
    },
    deserialize(message: ArrayBufferView): unknown {
      const bytes = bytesOf(message);
      const reader: ValueReader = new ValueReader(bytes, {
        readHostObject: () => readHostObject(reader, bytes, Buffer),
      });
      reader.header();
      return reader.value();
    },
  };
}

function writeView(writer: ValueWriter, view: ArrayBufferView, NodeBuffer: unknown): void {
  const name = Object.prototype.toString.call(view).slice(8, -1);
  writer.varint(kinds.view);
  writer.varint(view.constructor === NodeBuffer ? bufferIndex : viewNames.indexOf(name));
  writer.varint(view.byteLength);
  writer.raw(bytesOf(view));
}

function readHostObject(reader: ValueReader, bytes: Uint8Array, Buffer: BufferClass): unknown {
  const kind = Number(reader.varint());
  if (kind === kinds.other) return reader.value();
  if (kind !== kinds.view) throw codedError(Error, "ERR_INVALID_STATE", "Invalid host object tag");
  const name = viewNames[Number(reader.varint())] ?? "";
  const length = Number(reader.varint());
  const start = reader.raw(length);
  const offset = bytes.byteOffset + start;
  if (name === "Buffer") return Buffer.from(bytes.buffer, offset, length);
  // The names are those of the platform's own classes.
  const View =
    name in viewTags
      ? (Reflect.get(globalThis, name) as (ViewClass & { BYTES_PER_ELEMENT?: number }) | undefined)
      : undefined;
  if (!View) throw codedError(Error, "ERR_INVALID_STATE", "Invalid array buffer view type");
  const size = View.BYTES_PER_ELEMENT ?? 1;
  if (offset % size === 0) return new View(bytes.buffer, offset, length / size);
  const aligned = bytes.slice(start, start + length);
  return new View(aligned.buffer, 0, length / size);
}
