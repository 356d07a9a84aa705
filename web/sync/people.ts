/** Who is in the workspace now, out of awareness. */
import * as v from "valibot";
import type { Awareness } from "y-protocols/awareness";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Person } from "./session.ts";

/** What peers send is theirs to choose, but for `user`, which the server stamps. */
const stateSchema = v.object({
  user: v.object({
    id: v.string(),
    name: v.string(),
    color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{3,8}$|^hsl\([\d\s.%,deg]+\)$/i)),
  }),
  file: v.optional(v.pipe(v.string(), v.maxLength(64))),
});

/** A store that follows `awareness`; it ends with it. */
export function peopleOf(awareness: Awareness): StoreApi<readonly Person[]> {
  const people = createStore<readonly Person[]>(() => []);
  awareness.on("change", () => {
    const next = [...awareness.getStates()].flatMap(([clientId, state]) => readPerson(awareness, clientId, state));
    next.sort((a, b) => Number(b.self) - Number(a.self) || a.clientId - b.clientId);
    // A caret moves with every key; who is here, and in which file, does not.
    if (!isSame(next, people.getState())) people.setState(next, true);
  });
  return people;
}

function isSame(one: readonly Person[], other: readonly Person[]): boolean {
  return one.length === other.length && one.every((person, index) => isSamePerson(person, other[index]));
}

function isSamePerson(one: Person, other: Person | undefined): boolean {
  return (
    one.clientId === other?.clientId &&
    one.userId === other.userId &&
    one.name === other.name &&
    one.color === other.color &&
    one.self === other.self &&
    one.fileId === other.fileId
  );
}

function readPerson(awareness: Awareness, clientId: number, state: unknown): Person[] {
  const parsed = v.safeParse(stateSchema, state);
  if (!parsed.success) return [];
  const { user, file } = parsed.output;
  const self = clientId === awareness.clientID;
  return [{ clientId, userId: user.id, name: user.name, color: user.color, self, fileId: file }];
}
