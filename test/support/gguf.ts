/** Writes a tiny model with random weights as a GGUF file (format: ggml-org's `docs/gguf.md`): all that is real but what it says. */
import { writeFileSync } from "node:fs";
import { SeededRandom } from "./chaos-random.ts";

const types = { u32: 4, f32: 6, bool: 7, string: 8, array: 9, u64: 10, i32: 5 };
const alignment = 32;
const version = 3;
const normalToken = 1;
const controlToken = 3;
const byteTokens = 256;
/** Sizes of the network: a llama of two layers, 64 numbers a token, and 16 for each head. More layers make it slower, longer heads need more memory. */
const usual = { width: 64, layers: 2, inner: 128, heads: 4, headLength: 16, vocabulary: 512, context: 512 };
type Shape = typeof usual;

const specialTokens = ["<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"];

interface Tensor {
  name: string;
  size: number[];
}

interface TinyModel extends Partial<Shape> {
  name?: string;
  /** Whether it has the tokens of Qwen-Coder's fill-in-the-middle. */
  fim?: boolean;
  /** Files that it says it is cut into. */
  parts?: number;
}

export function writeTinyModel(path: string, model: TinyModel = {}): void {
  writeFileSync(path, ggufOf(model));
}

/** The file's bytes. */
export function ggufOf({ fim = true, name = "tiny", parts = 1, ...sizes }: TinyModel): Buffer<ArrayBuffer> {
  const shape = { ...usual, ...sizes };
  const random = new SeededRandom(7);
  const tokens = vocabulary(fim ? specialTokens : specialTokens.slice(0, 1), shape);
  const tensors = tensorsOf(tokens.length, shape);
  const fields = metadata(name, tokens, fim, shape);
  if (parts > 1) fields.push(field("split.count", types.u32, u32(parts)));
  let offset = 0;
  const infos = tensors.map((tensor) => {
    const info = [string(tensor.name), u32(tensor.size.length), ...tensor.size.map(u64), u32(0), u64(offset)];
    offset += padded(bytesOf(tensor));
    return Buffer.concat(info);
  });
  const head = Buffer.concat([
    Buffer.from("GGUF"),
    u32(version),
    u64(tensors.length),
    u64(fields.length),
    ...fields,
    ...infos,
  ]);
  const weights = tensors.map((tensor) => weightsOf(tensor, random, shape));
  return Buffer.concat([head, Buffer.alloc(padded(head.length) - head.length), ...weights]);
}

function tensorsOf(vocabularySize: number, { width, inner, layers, heads, headLength }: Shape): Tensor[] {
  const all = heads * headLength;
  const layer = (at: number): Tensor[] => [
    { name: `blk.${at}.attn_norm.weight`, size: [width] },
    { name: `blk.${at}.ffn_norm.weight`, size: [width] },
    ...["attn_q", "attn_k", "attn_v"].map((part) => ({ name: `blk.${at}.${part}.weight`, size: [width, all] })),
    { name: `blk.${at}.attn_output.weight`, size: [all, width] },
    { name: `blk.${at}.ffn_gate.weight`, size: [width, inner] },
    { name: `blk.${at}.ffn_up.weight`, size: [width, inner] },
    { name: `blk.${at}.ffn_down.weight`, size: [inner, width] },
  ];
  return [
    { name: "token_embd.weight", size: [width, vocabularySize] },
    { name: "output_norm.weight", size: [width] },
    ...Array.from({ length: layers }, (_, at) => layer(at)).flat(),
  ];
}

/** GPT-2's 256 characters that stand for bytes, pairs of letters, and the special tokens last. */
function vocabulary(special: readonly string[], shape: Shape): string[] {
  const shown = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173 && byte < 256);
  let next = byteTokens;
  const bytes = Array.from({ length: byteTokens }, (_, byte) => String.fromCharCode(shown(byte) ? byte : next++));
  const room = shape.vocabulary - bytes.length - special.length;
  return [...bytes, ...pairs().slice(0, room), ...special];
}

function pairs(): string[] {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  return letters.flatMap((one) => letters.map((other) => one + other));
}

function metadata(name: string, tokens: readonly string[], fim: boolean, shape: Shape): Buffer[] {
  const at = (token: string) => tokens.indexOf(token);
  const { width, layers, inner, heads, headLength, context } = shape;
  const end = at("<|endoftext|>");
  const kinds = tokens.map((token) => (specialTokens.includes(token) ? controlToken : normalToken));
  const merges = tokens.filter((token) => /^[a-z]{2}$/.test(token)).map((token) => `${token[0]} ${token[1]}`);
  const number = (key: string, value: number) => field(key, types.u32, u32(value));
  return [
    field("general.architecture", types.string, string("llama")),
    field("general.name", types.string, string(name)),
    number("general.file_type", 0),
    number("llama.context_length", context),
    number("llama.embedding_length", width),
    number("llama.block_count", layers),
    number("llama.feed_forward_length", inner),
    number("llama.attention.head_count", heads),
    number("llama.attention.head_count_kv", heads),
    number("llama.attention.key_length", headLength),
    number("llama.attention.value_length", headLength),
    number("llama.rope.dimension_count", headLength),
    number("llama.vocab_size", tokens.length),
    field("llama.attention.layer_norm_rms_epsilon", types.f32, f32(1e-5)),
    field("tokenizer.ggml.model", types.string, string("gpt2")),
    field("tokenizer.ggml.pre", types.string, string("gpt-2")),
    field("tokenizer.ggml.tokens", types.array, array(types.string, tokens.map(string))),
    field("tokenizer.ggml.token_type", types.array, array(types.i32, kinds.map(u32))),
    field("tokenizer.ggml.merges", types.array, array(types.string, merges.map(string))),
    number("tokenizer.ggml.bos_token_id", end),
    number("tokenizer.ggml.eos_token_id", end),
    field("tokenizer.ggml.add_bos_token", types.bool, Buffer.from([0])),
    ...(fim
      ? [
          number("tokenizer.ggml.fim_pre_token_id", at("<|fim_prefix|>")),
          number("tokenizer.ggml.fim_mid_token_id", at("<|fim_middle|>")),
          number("tokenizer.ggml.fim_suf_token_id", at("<|fim_suffix|>")),
        ]
      : []),
  ];
}

function weightsOf(tensor: Tensor, random: SeededRandom, shape: Shape): Buffer {
  const bytes = Buffer.alloc(padded(bytesOf(tensor)));
  const isNorm = tensor.size.length === 1;
  // The answer's words are pairs of letters: single bytes, which need not be text, are embedded small.
  const scale = (index: number) => (tensor.name === "token_embd.weight" && index < byteTokens * shape.width ? 0.1 : 1);
  for (let index = 0; index < bytesOf(tensor) / 4; index++)
    bytes.writeFloatLE(isNorm ? 1 : ((random.next() - 0.5) / 2) * scale(index), 4 * index);
  return bytes;
}

function bytesOf({ size }: Tensor): number {
  return 4 * size.reduce((product, each) => product * each, 1);
}

function padded(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}

function field(key: string, type: number, value: Buffer): Buffer {
  return Buffer.concat([string(key), u32(type), value]);
}

function array(type: number, values: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(type), u64(values.length), ...values]);
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
