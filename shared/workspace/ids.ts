/** Ids of workspaces, files and blobs' owners: 128 random bits as 26 characters that are safe in DNS names and URLs. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const idLength = 26;
const idBytes = 16;

/** The lower-case Crockford base32 form of 16 random bytes (26 characters, the last one carries 3 bits). */
export function idFromBytes(bytes: Uint8Array): string {
  if (bytes.length !== idBytes) throw new Error(`an id needs ${idBytes} random bytes, got ${bytes.length}`);
  let id = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      id += alphabet[(buffer >> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return id + alphabet[(buffer << (5 - bits)) & 31];
}

/** Whether `text` has the form of an id; says nothing about whether the thing exists. */
export function isId(text: string): boolean {
  return text.length === idLength && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text);
}
