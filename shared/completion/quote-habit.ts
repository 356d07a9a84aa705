/** Which quotes a file writes its strings in; a string learned elsewhere is put into them. */
const simple = /^(["'])([^"'\\]*)\1$/;
/** Below so many strings a file has no habit yet. */
const minStrings = 2;

export class QuoteHabit {
  private single = 0;
  private double = 0;

  /** Counts a token of the file; takes it back when `times` is negative. */
  count(token: string, times: number): void {
    if (token.startsWith("'")) this.single += times;
    else if (token.startsWith('"')) this.double += times;
  }

  /** The token in the file's quotes; anything but a plain string stays as it is, and so does all in a file that uses both. */
  apply(token: string): string {
    const quote = this.quote();
    const content = quote === undefined ? undefined : simple.exec(token)?.[2];
    return content === undefined ? token : `${quote}${content}${quote}`;
  }

  private quote(): string | undefined {
    if (this.single + this.double < minStrings) return undefined;
    if (this.single === 0) return '"';
    return this.double === 0 ? "'" : undefined;
  }
}
