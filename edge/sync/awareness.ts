/** Presence frames: `count · (replica · clock · JSON text)…`, the format of y-protocols. */
import { readVarint, writeVarint } from "../../shared/lib/varint.ts";
import type { WireUser } from "../../shared/protocol/control.ts";
import { roomLimits } from "../limits.ts";

export interface PresenceState {
  replica: number;
  clock: number;
  /** `null`: the person left. */
  state: Record<string, unknown> | null;
}

/** The states in `payload`, or undefined when it is not a presence frame. */
export function decodePresence(payload: Uint8Array): PresenceState[] | undefined {
  if (payload.length > roomLimits.maxAwarenessBytes) return undefined;
  const count = readVarint(payload, 0);
  if (!count || count.value > payload.length) return undefined;
  const states: PresenceState[] = [];
  let offset = count.next;
  for (let index = 0; index < count.value; index++) {
    const replica = readVarint(payload, offset);
    const clock = replica && readVarint(payload, replica.next);
    const length = clock && readVarint(payload, clock.next);
    if (!replica || !clock || !length || length.next + length.value > payload.length) return undefined;
    offset = length.next + length.value;
    const state = parseState(payload.subarray(length.next, offset));
    if (state === undefined) return undefined;
    states.push({ replica: replica.value, clock: clock.value, state });
  }
  return offset === payload.length ? states : undefined;
}

export function encodePresence(states: readonly PresenceState[]): Uint8Array {
  const out: number[] = [];
  writeVarint(states.length, out);
  const pieces: Uint8Array[] = [];
  for (const { replica, clock, state } of states) {
    const text = new TextEncoder().encode(JSON.stringify(state));
    writeVarint(replica, out);
    writeVarint(clock, out);
    writeVarint(text.length, out);
    pieces.push(Uint8Array.from(out), text);
    out.length = 0;
  }
  const whole = new Uint8Array(out.length + pieces.reduce((sum, piece) => sum + piece.length, 0));
  whole.set(out);
  let offset = out.length;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

/** The state with the user that the server knows (rule SY9), whatever the client wrote there. */
export function stampPresence(presence: PresenceState, user: WireUser): PresenceState {
  return presence.state === null ? presence : { ...presence, state: { ...presence.state, user } };
}

function parseState(bytes: Uint8Array): Record<string, unknown> | null | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (value === null) return null;
    if (typeof value !== "object" || Array.isArray(value)) return undefined;
    // `__proto__` as an own key would be copied as a prototype by whoever spreads the state.
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "__proto__"));
  } catch {
    // Not JSON or not UTF-8: the caller answers that the frame is bad.
    return undefined;
  }
}
