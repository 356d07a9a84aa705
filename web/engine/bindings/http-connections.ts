/** The parsers of one server, for its timeouts and for closing what is idle. */

export interface Tracked {
  /** When the message in progress began, in milliseconds; 0 between two messages. */
  startedAt: number;
  headersCompleted: boolean;
}

const states = new WeakMap<object, Tracked>();

/** The times of one parser; the list and the parser share the object. */
export function trackedState(parser: object): Tracked {
  const known = states.get(parser) ?? { startedAt: 0, headersCompleted: false };
  states.set(parser, known);
  return known;
}

/** What a server calls; members are told by the parsers. */
export class Connections {
  readonly #now: () => number;
  readonly #all = new Set<object>();
  readonly #active = new Set<object>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(parser: object): void {
    this.end(parser);
    trackedState(parser).startedAt = this.#now();
    this.#active.add(parser);
  }
  /** Its message is complete: the connection is idle. */
  end(parser: object): void {
    this.remove(parser);
    trackedState(parser).startedAt = 0;
    this.#all.add(parser);
  }
  remove(parser: object): void {
    this.#all.delete(parser);
    this.#active.delete(parser);
  }

  all(): object[] {
    return [...this.#all];
  }
  idle(): object[] {
    return this.all().filter((parser) => trackedState(parser).startedAt === 0);
  }
  active(): object[] {
    return [...this.#active];
  }
  /** Active parsers past a deadline (milliseconds; 0 for none); each is told once. */
  expired(headersTimeoutMs: number, requestTimeoutMs: number): object[] {
    // As Node: of two limits the shorter is the one for headers.
    const swapped = requestTimeoutMs > 0 && headersTimeoutMs > requestTimeoutMs;
    const headersMs = swapped ? requestTimeoutMs : headersTimeoutMs;
    const requestMs = swapped ? headersTimeoutMs : requestTimeoutMs;
    const now = this.#now();
    const late = this.active().filter((parser) => {
      const { startedAt, headersCompleted } = trackedState(parser);
      const age = now - startedAt;
      return (!headersCompleted && headersMs > 0 && age > headersMs) || (requestMs > 0 && age > requestMs);
    });
    for (const parser of late) this.#active.delete(parser);
    return late;
  }
}
