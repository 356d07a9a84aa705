import { readByte, type Source } from "./streams.ts";

/** What `read` has got: the text, and whether its end mark came before the end of the input. */
export interface ReadText {
  line: string;
  ended: boolean;
}

/** Reads to `delimiter` (a line feed when nothing else is said) or `limit` characters; takes no byte more. */
export async function readLine(source: Source, { delimiter = "\n", limit = -1, raw = true } = {}): Promise<ReadText> {
  const end = delimiter === "" ? 0 : (Buffer.from(delimiter)[0] ?? 10);
  const bytes: number[] = [];
  for (let count = 0; limit < 0 || count < limit; ) {
    const byte = await readByte(source);
    if (byte === null) return { line: Buffer.from(bytes).toString(), ended: false };
    const escaped = !raw && bytes.at(-1) === 92 && backslashes(bytes) % 2 === 1;
    if (byte === 10 && escaped) bytes.pop();
    else if (byte === end && !escaped) break;
    else bytes.push(byte);
    if ((byte & 0xc0) !== 0x80) count++;
  }
  return { line: Buffer.from(bytes).toString(), ended: true };
}

function backslashes(bytes: readonly number[]): number {
  let count = 0;
  while (bytes[bytes.length - 1 - count] === 92) count++;
  return count;
}
