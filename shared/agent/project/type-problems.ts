/** Of what a type check finds, what the code is to blame for: types of packages that are not installed are none of its faults. */
import type { Problem } from "../../language/answers.ts";

/** TypeScript's codes for "needs the types of Node, of a test runner, of a package". */
const lacksTypes = new Set([2580, 2582, 2583, 2584, 2591, 2592, 2593, 2688, 7016]);
/** "Cannot find module", with and without advice. */
const lacksModule = new Set([2307, 2792]);
/** What is not said is `any`: so it is where what would say it has no types. */
const isAny = new Set([7005, 7006, 7019, 7031, 7034]);

/** The messages of a file's errors. */
export function typeErrors(problems: readonly Problem[]): string[] {
  const errors = problems.filter(({ severity }) => severity === "error");
  const foreign = errors.filter(isForeign);
  return errors
    .filter((problem) => !foreign.includes(problem) && !(foreign.length && isAny.has(problem.code)))
    .map(({ message }) => message);
}

function isForeign({ code, message }: Problem): boolean {
  if (lacksTypes.has(code)) return true;
  // A file of the project that is not there is a fault of who imports it.
  return lacksModule.has(code) && !/module '\.{0,2}\//.test(message);
}
