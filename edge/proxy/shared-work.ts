/** One piece of work a key at a time; whoever asks meanwhile waits for the same outcome. */
export class SharedWork<Value> {
  private readonly underWay = new Map<string, Promise<Value>>();

  run(key: string, work: () => Promise<Value>): Promise<Value> {
    const known = this.underWay.get(key);
    if (known) return known;
    const started = work().finally(() => this.underWay.delete(key));
    this.underWay.set(key, started);
    return started;
  }
}
