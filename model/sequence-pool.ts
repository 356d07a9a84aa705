/** Shares a few sequences among requests: each gets the free one that holds most of its prompt already, the others wait in order. */

export interface HeldTokens {
  readonly contextTokens: readonly number[];
}

/** More requests wait than may. */
export class TooManyWaiting extends Error {}

interface Waiting<Sequence> {
  prompt: readonly number[];
  take(sequence: Sequence): void;
}

export class SequencePool<Sequence extends HeldTokens> {
  readonly #free: Sequence[];
  readonly #maxWaiting: number;
  readonly #waiting: Waiting<Sequence>[] = [];
  #running = 0;

  constructor(sequences: readonly Sequence[], maxWaiting: number) {
    this.#free = [...sequences];
    this.#maxWaiting = maxWaiting;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs `work` with a sequence of its own. Throws `TooManyWaiting`, or the signal's reason when it is aborted before its turn. */
  async use<Result>(
    prompt: readonly number[],
    signal: AbortSignal,
    work: (sequence: Sequence) => Promise<Result>,
  ): Promise<Result> {
    const sequence = await this.#take(prompt, signal);
    this.#running += 1;
    try {
      return await work(sequence);
    } finally {
      this.#running -= 1;
      this.#free.push(sequence);
      this.#next();
    }
  }

  #take(prompt: readonly number[], signal: AbortSignal): Promise<Sequence> {
    signal.throwIfAborted();
    const free = this.#fittest(prompt);
    if (free) return Promise.resolve(free);
    if (this.#waiting.length >= this.#maxWaiting) throw new TooManyWaiting();
    return new Promise((resolve, reject) => {
      const entry: Waiting<Sequence> = {
        prompt,
        take(sequence) {
          signal.removeEventListener("abort", leave);
          resolve(sequence);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.push(entry);
    });
  }

  #next(): void {
    const next = this.#waiting.shift();
    const free = next && this.#fittest(next.prompt);
    if (free) next.take(free);
  }

  #fittest(prompt: readonly number[]): Sequence | undefined {
    const kept = (sequence: Sequence) => sharedLength(sequence.contextTokens, prompt);
    const best = this.#free.reduce<Sequence | undefined>(
      (found, each) => (found === undefined || kept(each) > kept(found) ? each : found),
      undefined,
    );
    if (best) this.#free.splice(this.#free.indexOf(best), 1);
    return best;
  }
}

/** How many tokens two lists begin with alike. */
export function sharedLength(one: readonly number[], other: readonly number[]): number {
  const end = Math.min(one.length, other.length);
  let at = 0;
  while (at < end && one[at] === other[at]) at += 1;
  return at;
}
