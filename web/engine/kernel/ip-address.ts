/** IP addresses: text into bytes and the one spelling that everything compares and shows. */
export type Family = 4 | 6;

export interface IpAddress {
  readonly family: Family;
  /** As `inet_ntop` writes it; scope left out. */
  readonly text: string;
  /** Four or sixteen. */
  readonly bytes: readonly number[];
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Reads what `inet_pton` takes (a scope `%lo` is dropped); null for anything else. */
export function parseIp(text: string): IpAddress | null {
  const family: Family = text.includes(":") ? 6 : 4;
  const bytes = family === 6 ? ipv6Bytes(text.replace(/%.*$/, "")) : ipv4Bytes(text);
  return bytes && { family, bytes, text: family === 6 ? ipv6Text(bytes) : bytes.join(".") };
}

/** The IPv4 address inside `::ffff:a.b.c.d`; every other address as it is. */
export function unmapped(ip: IpAddress): IpAddress {
  const isMapped = ip.family === 6 && ip.text.startsWith("::ffff:") && ip.text.includes(".");
  return (isMapped && parseIp(ip.text.slice("::ffff:".length))) || ip;
}

export function isAny({ bytes }: IpAddress): boolean {
  return bytes.every((byte) => byte === 0);
}

/** 127.0.0.0/8 and ::1. */
export function isLoopback({ family, bytes, text }: IpAddress): boolean {
  return family === 4 ? bytes[0] === 127 : text === "::1";
}

export function isMulticast({ family, bytes }: IpAddress): boolean {
  return family === 4 ? (bytes[0] ?? 0) >> 4 === 14 : bytes[0] === 0xff;
}

/** True for an address that a socket of this machine may bind: the loopback interface is all there is. */
export function isLocal(ip: IpAddress): boolean {
  const inner = unmapped(ip);
  return isAny(inner) || isLoopback(inner);
}

function ipv4Bytes(text: string): number[] | null {
  const parts = text.split(".");
  const isPart = (part: string) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255;
  return parts.length === 4 && parts.every(isPart) ? parts.map(Number) : null;
}

function ipv6Bytes(text: string): number[] | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [left, right] = halves.map(groupBytes);
  if (!left || right === null) return null;
  if (right === undefined) return left.length === 16 ? left : null;
  const zeros = 16 - left.length - right.length;
  return zeros >= 2 ? [...left, ...new Array<number>(zeros).fill(0), ...right] : null;
}

function groupBytes(text: string): number[] | null {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const tail = index === groups.length - 1 && group.includes(".") ? ipv4Bytes(group) : null;
    if (tail) bytes.push(...tail);
    else if (/^[\da-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return null;
  }
  return bytes;
}

function ipv6Text(bytes: readonly number[]): string {
  const words = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
  const run = longestZeros(words);
  const isEmbedded = run.start === 0 && (run.length === 6 || (run.length === 5 && words[5] === 0xffff));
  const hex = (list: number[]) => list.map((word) => word.toString(16)).join(":");
  if (isEmbedded) return `::${run.length === 5 ? "ffff:" : ""}${bytes.slice(12).join(".")}`;
  if (run.length < 2) return hex(words);
  return `${hex(words.slice(0, run.start))}::${hex(words.slice(run.start + run.length))}`;
}

function longestZeros(words: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 };
  for (let start = 0; start < words.length; start++) {
    let length = 0;
    while (words[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
