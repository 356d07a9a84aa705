import { concat } from "./byte-queue.ts";
import type { StreamDescription } from "./descriptions.ts";
import { limits } from "./limits.ts";

/**
 * What a child of `spawnSync` writes on its pipes. As Node: `maxBuffer` counts all of them together (0: no end), the read that passes
 * it is kept whole, and nothing is read behind it.
 */
export class CollectedOutput {
  readonly #ends: readonly (StreamDescription | null)[];
  readonly #chunks: Uint8Array[][];
  readonly #maxBuffer: number;
  readonly #onFull: () => void;
  #count = 0;
  #closed = false;

  constructor(ends: readonly (StreamDescription | null)[], maxBuffer: number, onFull: () => void) {
    this.#ends = ends;
    this.#chunks = ends.map(() => []);
    this.#maxBuffer = maxBuffer;
    this.#onFull = onFull;
  }

  start(): void {
    for (const [index, end] of this.#ends.entries()) if (end) this.#drain(end, index);
  }

  /** No more is read: who writes on finds a broken pipe. */
  close(): void {
    this.#closed = true;
    for (const end of this.#ends) end?.incoming.break();
  }

  /** Takes what is left; the bytes of each pipe. */
  finish(): (Uint8Array | null)[] {
    this.start();
    return this.#ends.map((end, index) => {
      const chunks = this.#chunks[index] ?? [];
      return end
        ? concat(
            chunks,
            chunks.reduce((sum, one) => sum + one.length, 0),
          )
        : null;
    });
  }

  #drain(end: StreamDescription, index: number): void {
    const pull = (): Uint8Array | null => (this.#closed ? null : end.incoming.pull(limits.outputChunkBytes));
    for (let data = pull(); data && data.length > 0; data = pull()) {
      this.#chunks[index]?.push(data);
      this.#count += data.length;
      if (this.#maxBuffer > 0 && this.#count > this.#maxBuffer) this.#onFull();
    }
    if (!end.incoming.ended && !this.#closed) end.incoming.whenReadable(() => this.#drain(end, index));
  }
}
