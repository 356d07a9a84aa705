/** The choice that a select's `value` names, or the first one: a select can only name its own options. */
export function pick<Choice extends string | number>(choices: readonly [Choice, ...Choice[]], value: string): Choice {
  return choices.find((choice) => `${choice}` === value) ?? choices[0];
}
