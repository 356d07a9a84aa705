/** Unsigned LEB128 integers up to 2^53 - 1. */
export function writeVarint(value: number, out: number[]): void {
  let rest = value;
  while (rest > 0x7f) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

/** The value at `offset` and the offset after it, or undefined when the bytes end early or exceed 2^53 - 1. */
export function readVarint(bytes: Uint8Array, offset: number): { value: number; next: number } | undefined {
  let value = 0;
  let factor = 1;
  for (let index = offset; index < bytes.length && index < offset + 8; index++) {
    const byte = bytes[index] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? { value, next: index + 1 } : undefined;
    factor *= 0x80;
  }
  return undefined;
}
