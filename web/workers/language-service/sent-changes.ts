/** Changes of files that the page has sent and the service has not heard of yet: what it is working at is then out of date. */
export class SentChanges {
  /** How many were heard. */
  taken = 0;
  #sent: Int32Array<SharedArrayBuffer> | undefined;

  /** From now on the page counts what it sends in `sent`; what was heard before is not in it. */
  share(sent: SharedArrayBuffer): void {
    this.#sent = new Int32Array(sent);
    this.taken = 0;
  }

  /** Something was sent that is no message: the counts differ for ever. */
  unshare(): void {
    this.#sent = undefined;
  }

  /** False too where the page cannot share memory. */
  areUnderWay(): boolean {
    return this.#sent !== undefined && Atomics.load(this.#sent, 0) > this.taken;
  }
}
