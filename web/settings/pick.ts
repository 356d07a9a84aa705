/** The choice equal to `value`, or the first one: a select can only name its own options. */
export function pick<Choice>(choices: readonly [Choice, ...Choice[]], value: unknown): Choice {
  return choices.find((choice) => choice === value) ?? choices[0];
}
