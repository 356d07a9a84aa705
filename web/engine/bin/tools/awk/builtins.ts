import { ToolFailure } from "../../lib/errors.ts";
import { formatPrintf } from "../printf.ts";
import { splitFields } from "./record.ts";
import { compileRegex } from "./regex.ts";
import type { Interpreter } from "./run.ts";
import type { Expression } from "./syntax.ts";
import { Input, toNumber, toText, type Value } from "./value.ts";

const whole: Expression = { type: "field", index: { type: "number", value: 0 } };
const none: Expression = { type: "text", value: "" };

/** Calls one of awk's own functions. */
export function callBuiltin(name: string, args: readonly Expression[], awk: Interpreter): Value {
  const [first = none, second = none, third] = args;
  const number = (at: number) => toNumber(args[at] === undefined ? undefined : awk.evaluate(args[at]));
  switch (name) {
    case "length":
      if (first.type === "variable" && args.length > 0 && awk.evaluate(first) === undefined)
        return awk.table(first.name).size;
      return [...awk.string(args.length === 0 ? whole : first)].length;
    case "substr":
      return substring([...awk.string(first)], number(1), args.length > 2 ? number(2) : Number.POSITIVE_INFINITY);
    case "index":
      return awk.string(first).indexOf(awk.string(second)) + 1;
    case "split":
      return split(awk, first, second, third);
    case "sub":
    case "gsub":
      return substitute(awk, name === "gsub", first, second, third ?? whole);
    case "match": {
      const found = awk.pattern(second).exec(awk.string(first));
      awk.set("RSTART", found === null ? 0 : found.index + 1);
      awk.set("RLENGTH", found === null ? -1 : found[0].length);
      return found === null ? 0 : found.index + 1;
    }
    case "sprintf":
      return formatPrintf(
        awk.string(first),
        args.slice(1).map((one) => awk.argument(one)),
        false,
      );
    case "tolower":
      return awk.string(first).toLowerCase();
    case "toupper":
      return awk.string(first).toUpperCase();
    case "system":
      return awk.files.system(awk.string(first));
    case "close":
      return awk.files.close(awk.string(first));
    case "fflush":
      awk.io.flush();
      return 0;
    default:
      return mathematics(name, number(0), number(1), args.length, awk);
  }
}

function mathematics(name: string, x: number, y: number, count: number, { random }: Interpreter): number {
  switch (name) {
    case "int":
      return Math.trunc(x);
    case "sqrt":
      return Math.sqrt(x);
    case "exp":
      return Math.exp(x);
    case "log":
      return Math.log(x);
    case "sin":
      return Math.sin(x);
    case "cos":
      return Math.cos(x);
    case "atan2":
      return Math.atan2(x, y);
    case "rand":
      // A linear congruence (Numerical Recipes): the same seed gives the same numbers.
      random.seed = (Math.imul(random.seed, 1_664_525) + 1_013_904_223) >>> 0;
      return random.seed / 2 ** 32;
    case "srand": {
      const { before } = random;
      random.before = count > 0 ? x : Math.floor(Date.now() / 1000);
      random.seed = random.before >>> 0;
      return before;
    }
    default:
      throw new ToolFailure(`function ${name} is not known`, 2);
  }
}

/** Positions are rounded and may lie outside of the text. */
function substring(characters: readonly string[], from: number, count: number): string {
  const start = Math.round(from);
  const end = count === Number.POSITIVE_INFINITY ? count : start + Math.round(count);
  return characters.slice(Math.max(0, start - 1), Math.max(0, end - 1)).join("");
}

function split(awk: Interpreter, text: Expression, array: Expression, by: Expression | undefined): number {
  if (array.type !== "variable") throw new ToolFailure("split: the second argument is an array", 2);
  const separator = by === undefined ? awk.text("FS") : by.type === "regex" ? compileRegex(by.source) : awk.string(by);
  const parts = splitFields(awk.string(text), separator);
  const table = awk.table(array.name);
  table.clear();
  for (const [at, part] of parts.entries()) table.set(String(at + 1), new Input(part));
  return parts.length;
}

function substitute(awk: Interpreter, all: boolean, pattern: Expression, by: Expression, target: Expression): number {
  const replacement = toText(awk.evaluate(by), awk.text("CONVFMT"));
  const expression = new RegExp(awk.pattern(pattern).source, all ? "g" : "");
  let count = 0;
  const result = awk.string(target).replace(expression, (match) => {
    count++;
    return replacement.replace(/\\\\|\\&|&/g, (mark) => (mark === "&" ? match : mark.slice(1)));
  });
  if (count > 0) awk.store(target, result);
  return count;
}
