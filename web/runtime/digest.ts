/** A short value that differs when bytes do (length and 64 bits of two FNV-1a sums); not against adversaries. */
export function digestOf(bytes: Uint8Array): string {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  for (const byte of bytes) {
    first = Math.imul(first ^ byte, 0x01000193);
    second = Math.imul(second ^ byte, 0x5bd1e995);
  }
  return `${bytes.length}:${(first >>> 0).toString(36)}:${(second >>> 0).toString(36)}`;
}
