/** What a GGUF file says of itself before its weights (format: ggml-org's `docs/gguf.md`). */
import { specialTokens } from "../../../shared/completion/special-tokens.ts";
import { modelLimits } from "./limits.ts";

export interface GgufHeader {
  name: string | undefined;
  contextTokens: number | undefined;
  /** Files that the model is cut into. */
  parts: number;
  /** The control tokens of its vocabulary that we know. */
  controlTokens: ReadonlySet<string>;
  /** The file is shorter than this when its end is missing. */
  minBytes: number;
}

type Read = { ok: true; header: GgufHeader } | { ok: false; code: "not-gguf" | "truncated" };

const magic = 0x46554747;
const kinds = { u32: 4, string: 8, array: 9 } as const;
/** Bytes of a value of each kind; 8 and 9 are strings and arrays. */
const widths: readonly number[] = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];
const defaultAlignment = 32;

/** Reads the beginning of a file of `fileBytes`; a beginning that ends too early is a file whose rest is missing. */
export function readGgufHeader(beginning: ArrayBuffer, fileBytes: number): Read {
  const bytes = new Bytes(beginning);
  try {
    if (bytes.u32() !== magic) return { ok: false, code: "not-gguf" };
    const version = bytes.u32();
    // Version 1 had shorter counts, and nobody writes it any more.
    if (version !== 2 && version !== 3) return { ok: false, code: "not-gguf" };
    const header = readFields(bytes);
    return header === undefined ? { ok: false, code: "not-gguf" } : { ok: true, header };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, code: fileBytes < 24 ? "not-gguf" : "truncated" };
  }
}

function readFields(bytes: Bytes): GgufHeader | undefined {
  const tensors = bytes.u64();
  const fields = bytes.u64();
  if (tensors > modelLimits.maxTensors || fields > modelLimits.maxHeaderFields) return undefined;
  const known = new Map<string, string | number>();
  let controlTokens: ReadonlySet<string> = new Set();
  for (let field = 0; field < fields; field++) {
    const key = bytes.string();
    const kind = bytes.u32();
    if (key === "tokenizer.ggml.tokens" && kind === kinds.array) controlTokens = bytes.controlTokens();
    else {
      const value = bytes.value(kind);
      if (value !== undefined) known.set(key, value);
    }
  }
  const alignment = Number(known.get("general.alignment") ?? defaultAlignment);
  const last = lastTensorAt(bytes, tensors);
  const name = known.get("general.name");
  const context = known.get(`${known.get("general.architecture")}.context_length`);
  return {
    name: typeof name === "string" && name.trim() ? name.trim() : undefined,
    contextTokens: typeof context === "number" ? context : undefined,
    parts: Number(known.get("split.count") ?? 1) || 1,
    controlTokens,
    minBytes: Math.ceil(bytes.at / alignment) * alignment + last + 1,
  };
}

function lastTensorAt(bytes: Bytes, tensors: number): number {
  let last = 0;
  for (let tensor = 0; tensor < tensors; tensor++) {
    bytes.skip(bytes.u64());
    bytes.skip(8 * bytes.u32());
    bytes.u32();
    last = Math.max(last, bytes.u64());
  }
  return last;
}

const decoder = new TextDecoder();

/** Reads little-endian values one after the other; throws a RangeError behind the end. */
class Bytes {
  at = 0;
  private readonly view: DataView;

  constructor(buffer: ArrayBuffer) {
    this.view = new DataView(buffer);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  u64(): number {
    this.at += 8;
    return Number(this.view.getBigUint64(this.at - 8, true));
  }

  skip(count: number): void {
    this.at += count;
    if (this.at > this.view.byteLength) throw new RangeError("behind the end");
  }

  string(): string {
    const length = this.u64();
    this.skip(length);
    return decoder.decode(new Uint8Array(this.view.buffer, this.at - length, length));
  }

  /** A number or a string; what is neither is passed over. */
  value(kind: number): string | number | undefined {
    if (kind === kinds.string) return this.string();
    if (kind === kinds.array) {
      const inner = this.u32();
      const count = this.u64();
      const width = widths[inner] ?? 0;
      if (width > 0) this.skip(width * count);
      else for (let each = 0; each < count; each++) this.passOver(inner);
      return undefined;
    }
    if (kind === kinds.u32) return this.u32();
    this.passOver(kind);
    return undefined;
  }

  controlTokens(): ReadonlySet<string> {
    const found = new Set<string>();
    const inner = this.u32();
    const count = this.u64();
    for (let each = 0; each < count; each++) {
      if (inner !== kinds.string) this.passOver(inner);
      else {
        const length = this.u64();
        this.skip(length);
        if (length > modelLimits.maxControlTokenBytes) continue;
        const token = decoder.decode(new Uint8Array(this.view.buffer, this.at - length, length));
        // SentencePiece writes the space before a token as "▁".
        const plain = token.replace(/^▁/, "");
        if (specialTokens.some((special) => special === plain)) found.add(plain);
      }
    }
    return found;
  }

  private passOver(kind: number): void {
    if (kind === kinds.string) this.skip(this.u64());
    else if (kind === kinds.array) this.value(kind);
    else {
      const width = widths[kind];
      if (width === undefined) throw new RangeError("no such kind of value");
      this.skip(width);
    }
  }
}
