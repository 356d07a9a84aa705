/** A promise that is rejected with nobody to hear it fails the test in which it happens. */
import { afterEach, beforeEach, expect } from "vitest";

export function failOnUnhandledRejections(): void {
  const unhandled: unknown[] = [];
  const remember = (reason: unknown): void => void unhandled.push(reason);
  beforeEach(() => {
    unhandled.length = 0;
    process.on("unhandledRejection", remember);
  });
  afterEach(() => {
    process.off("unhandledRejection", remember);
    expect(unhandled).toEqual([]);
  });
}
