/** Bits and bytes from pieces of any size. What is begun and lacks input is taken back by the caller with `mark`. */
const nothing = new Uint8Array(0);

export class BitSource {
  #bytes: Uint8Array = nothing;
  #at = 0;
  #held = 0;
  #count = 0;
  #mark = { at: 0, held: 0, count: 0 };

  load(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#at = 0;
  }
  /** Bytes of the piece that nobody read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }
  mark(): void {
    this.#mark.at = this.#at;
    this.#mark.held = this.#held;
    this.#mark.count = this.#count;
  }
  /** Back to the mark, with the rest of the piece (a few bytes) kept for the next one. */
  rewind(): void {
    this.#at = this.#mark.at;
    this.#held = this.#mark.held;
    this.#count = this.#mark.count;
  }
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }
  /** The next bits without taking them; -1 when the piece ends before. */
  peek(bits: number): number {
    while (this.#count < bits) {
      if (this.#at >= this.#bytes.length) return -1;
      this.#held |= (this.#bytes[this.#at++] ?? 0) << this.#count;
      this.#count += 8;
    }
    return this.#held & ((1 << bits) - 1);
  }
  /** As many of the next bits as there are, zeros behind. */
  peekSome(bits: number): number {
    while (this.#count < bits && this.#at < this.#bytes.length) {
      this.#held |= (this.#bytes[this.#at++] ?? 0) << this.#count;
      this.#count += 8;
    }
    return this.#held & ((1 << bits) - 1);
  }
  get count(): number {
    return this.#count;
  }
  drop(bits: number): void {
    this.#held >>>= bits;
    this.#count -= bits;
  }
  take(bits: number): number {
    const value = this.peek(bits);
    if (value >= 0) this.drop(bits);
    return value;
  }
  align(): void {
    this.drop(this.#count & 7);
  }
  /** Gives whole bytes that were looked at back to the piece. */
  giveBack(): void {
    while (this.#count >= 8 && this.#at > 0) {
      this.#at--;
      this.#count -= 8;
    }
    this.#held &= (1 << this.#count) - 1;
  }
  takeBytes(length: number): Uint8Array {
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += part.length;
    return part;
  }
}
