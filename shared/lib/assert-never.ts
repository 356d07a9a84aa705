/** Ends a `switch` whose cases are exhaustive; a value that arrives here is a bug. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
