/** Records in the shapes in which Node's library takes them from its native resolver. */
import type { DnsRecord, RecordType } from "./dns-message.ts";

/** What a query of `type` tells `oncomplete`: the result and, for addresses, how long each lives; null when there is none. */
export function resultOf(records: readonly DnsRecord[], type: RecordType): unknown[] | null {
  const own = type === "ANY" ? records : records.filter((record) => record.type === type);
  const [first] = own;
  if (!first) return null;
  const values = own.map((record) => record.value);
  switch (type) {
    case "ANY":
      return [own.map(anyEntry)];
    case "A":
    case "AAAA":
      return [values, own.map((record) => record.ttl)];
    case "SOA":
      return [first.value];
    default:
      return [values];
  }
}

/** One entry of `resolveAny`. */
function anyEntry({ type, ttl, value }: DnsRecord): Record<string, unknown> {
  if (type === "A" || type === "AAAA") return { address: value, ttl, type };
  if (type === "TXT") return { entries: value, type };
  return typeof value === "object" ? { ...value, type } : { value, type };
}

/** The name under which an address is found backwards. */
export function reverseName({ family, bytes }: { family: 4 | 6; bytes: readonly number[] }): string {
  const backwards = [...bytes].reverse();
  if (family === 4) return `${backwards.join(".")}.in-addr.arpa`;
  return `${backwards.map((byte) => `${(byte & 15).toString(16)}.${(byte >> 4).toString(16)}`).join(".")}.ip6.arpa`;
}
