import { ToolFailure } from "./errors.ts";

/** What a tool accepts, in getopt's manner. */
export interface OptionRules {
  /** Letters without a value: "la1R". */
  flags?: string;
  /** Letters with a value: "nd". */
  values?: string;
  /** Long names → the letter they stand for ("recursive" → "r"). */
  long?: Readonly<Record<string, string>>;
  /** Stop at the first operand (`env`, `xargs`). */
  stopEarly?: boolean;
  /** Status of a usage error. */
  usageStatus?: number;
  /** Letter that a bare number like `-5` gives its value to (`head -5`). */
  number?: string;
}

export interface Options {
  has(letter: string): boolean;
  /** Last value given. */
  value(letter: string): string | undefined;
  values(letter: string): string[];
  /** Letters in the order given: the later of two contrary flags wins. */
  readonly order: readonly string[];
  readonly operands: string[];
}

/** Splits arguments into options and operands; throws a ToolFailure in getopt's words for an unknown one. */
export function parseOptions(args: readonly string[], rules: OptionRules): Options {
  const given: { letter: string; value: string }[] = [];
  const operands: string[] = [];
  const fail = (message: string) => new ToolFailure(message, rules.usageStatus ?? 1);
  let index = 0;
  const next = (): string | undefined => args[++index];
  const readLong = (argument: string) => {
    const [name = "", inline] = argument.slice(2).split(/=(.*)/s, 2);
    const letter = rules.long?.[name];
    if (letter === undefined) throw fail(`unrecognized option '--${name}'`);
    if (!rules.values?.includes(letter)) return given.push({ letter, value: "" });
    const value = inline ?? next();
    if (value === undefined) throw fail(`option '--${name}' requires an argument`);
    return given.push({ letter, value });
  };
  const readShort = (argument: string) => {
    for (let at = 1; at < argument.length; at++) {
      const letter = argument.charAt(at);
      if (rules.values?.includes(letter)) {
        const value = at + 1 < argument.length ? argument.slice(at + 1) : next();
        if (value === undefined) throw fail(`option requires an argument -- '${letter}'`);
        given.push({ letter, value });
        return;
      }
      if (!rules.flags?.includes(letter)) throw fail(`invalid option -- '${letter}'`);
      given.push({ letter, value: "" });
    }
  };
  for (; index < args.length; index++) {
    const argument = args[index] ?? "";
    if (argument === "--") {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (rules.number !== undefined && /^-\d+$/.test(argument))
      given.push({ letter: rules.number, value: argument.slice(1) });
    else if (argument.startsWith("--")) readLong(argument);
    else if (argument.startsWith("-") && argument !== "-") readShort(argument);
    else if (rules.stopEarly) {
      operands.push(...args.slice(index));
      break;
    } else operands.push(argument);
  }
  return {
    has: (letter) => given.some((option) => option.letter === letter),
    value: (letter) => given.findLast((option) => option.letter === letter)?.value,
    values: (letter) => given.filter((option) => option.letter === letter).map((option) => option.value),
    order: given.map((option) => option.letter),
    operands,
  };
}

/** A count such as `10`; throws in the tool's words otherwise. */
export function parseCount(text: string, what: string): number {
  if (!/^\d+$/.test(text)) throw new ToolFailure(`invalid ${what}: '${text}'`);
  return Number(text);
}
