/** The dial as a person sets it: suggestions in this project or not, and the files that are left out. */
import { type Dial, dialLimits, openDial } from "../../shared/access/dial.ts";

/** Whether suggestions are given in files that no pattern names. */
export function givesSuggestions(dial: Dial): boolean {
  return dial.allowed.includes("complete");
}

export function withSuggestions(dial: Dial, on: boolean): Dial {
  const others = dial.allowed.filter((permission) => permission !== "complete");
  return { ...dial, allowed: on ? [...others, "complete"] : others };
}

/** The patterns of files without suggestions, as they are written in one field. */
export function leftOut(dial: Dial): string {
  return dial.rules
    .filter(isLeavingOut)
    .map(({ pattern }) => pattern)
    .join(", ");
}

/** The dial with these patterns left out; what is too long or too many is not taken. */
export function leavingOut(dial: Dial, written: string): Dial {
  const patterns = written.split(/[,\n]/).map((pattern) => pattern.trim());
  const taken = [...new Set(patterns)].filter((pattern) => pattern && pattern.length <= dialLimits.maxPatternChars);
  const allowed = openDial.allowed.filter((permission) => permission !== "complete");
  const rules = [
    ...dial.rules.filter((rule) => !isLeavingOut(rule)),
    ...taken.map((pattern) => ({ pattern, allowed })),
  ];
  return { ...dial, rules: rules.slice(0, dialLimits.maxRules) };
}

function isLeavingOut({ allowed }: Dial["rules"][number]): boolean {
  return !allowed.includes("complete");
}
