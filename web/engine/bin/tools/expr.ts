import { basicToExtended } from "../lib/basic-pattern.ts";
import { ToolFailure } from "../lib/errors.ts";
import type { Tool } from "../lib/tool.ts";

const levels: readonly (readonly string[])[] = [
  ["|"],
  ["&"],
  ["<", "<=", "=", "==", "!=", ">=", ">"],
  ["+", "-"],
  ["*", "/", "%"],
  [":"],
];
const isNumber = (text: string) => /^-?\d+$/.test(text);
const isNothing = (text: string) => text === "" || /^-?0+$/.test(text);

class ExpressionReader {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  whole(): string {
    const value = this.#level(0);
    const rest = this.#words[this.#at];
    if (rest !== undefined) throw new ToolFailure(`syntax error: unexpected argument '${rest}'`, 2);
    return value;
  }

  #level(level: number): string {
    const operators = levels[level];
    if (operators === undefined) return this.#primary();
    let left = this.#level(level + 1);
    for (
      let operator = this.#words[this.#at];
      operator !== undefined && operators.includes(operator);
      operator = this.#words[this.#at]
    ) {
      this.#at++;
      left = apply(operator, left, this.#level(level + 1));
    }
    return left;
  }

  #next(): string {
    const word = this.#words[this.#at++];
    if (word === undefined)
      throw new ToolFailure(`syntax error: missing argument after '${this.#words.at(-1) ?? ""}'`, 2);
    return word;
  }

  #primary(): string {
    const word = this.#next();
    switch (word) {
      case "(": {
        const value = this.#level(0);
        if (this.#words[this.#at++] !== ")") throw new ToolFailure("syntax error: expecting ')'", 2);
        return value;
      }
      case "+":
        return this.#next();
      case "length":
        return String([...this.#primary()].length);
      case "match":
        return match(this.#primary(), this.#primary());
      case "index": {
        const text = this.#primary();
        const set = this.#primary();
        return String([...text].findIndex((character) => set.includes(character)) + 1);
      }
      case "substr": {
        const text = [...this.#primary()];
        const [from, count] = [Number(this.#primary()), Number(this.#primary())];
        return from > 0 && count > 0 ? text.slice(from - 1, from - 1 + count).join("") : "";
      }
      default:
        return word;
    }
  }
}

function match(text: string, pattern: string): string {
  const found = new RegExp(`^(?:${basicToExtended(pattern)})`).exec(text);
  if (/\\\(/.test(pattern)) return found?.[1] ?? "";
  return String(found === null ? 0 : [...found[0]].length);
}

function apply(operator: string, left: string, right: string): string {
  switch (operator) {
    case "|":
      return isNothing(left) ? (isNothing(right) ? "0" : right) : left;
    case "&":
      return isNothing(left) || isNothing(right) ? "0" : left;
    case ":":
      return match(left, right);
  }
  if (levels[2]?.includes(operator)) return compare(operator, left, right) ? "1" : "0";
  if (!isNumber(left) || !isNumber(right)) throw new ToolFailure("non-integer argument", 2);
  return calculate(operator, BigInt(left), BigInt(right));
}

function compare(operator: string, left: string, right: string): boolean {
  const numbers = isNumber(left) && isNumber(right);
  const order = numbers ? Number(BigInt(left) - BigInt(right)) : left < right ? -1 : Number(left > right);
  if (operator === "=" || operator === "==") return order === 0;
  if (operator === "!=") return order !== 0;
  if (operator.startsWith("<")) return order < 0 || (order === 0 && operator === "<=");
  return order > 0 || (order === 0 && operator === ">=");
}

function calculate(operator: string, left: bigint, right: bigint): string {
  if (operator === "+") return String(left + right);
  if (operator === "-") return String(left - right);
  if (operator === "*") return String(left * right);
  if (right === 0n) throw new ToolFailure("division by zero", 2);
  return String(operator === "/" ? left / right : left % right);
}

/** `expr expression`: integers, comparisons, `:` patterns, `length`, `substr`, `index`; status 1 when the result is nothing. */
export const expr: Tool = (args, io) => {
  if (args.length === 0) throw new ToolFailure("missing operand", 2);
  const value = new ExpressionReader(args).whole();
  io.write(`${value}\n`);
  return isNothing(value) ? 1 : 0;
};
