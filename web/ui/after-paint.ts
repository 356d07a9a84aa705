/** Resolves when the browser has painted what was rendered before the call: for code that the first keys do not need. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** Resolves when the page has nothing better to do, at the latest after `withinMs`. */
export function whenIdle(withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    requestIdleCallback(() => resolve(), { timeout: withinMs });
  });
}
