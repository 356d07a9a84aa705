import { ShellSyntaxError } from "./syntax.ts";

const truth = (value: boolean) => (value ? 1n : 0n);
const wrap = (value: bigint) => BigInt.asIntN(64, value);

const binary: Readonly<Record<string, [level: number, apply: (a: bigint, b: bigint) => bigint]>> = {
  "||": [1, (a, b) => truth(a !== 0n || b !== 0n)],
  "&&": [2, (a, b) => truth(a !== 0n && b !== 0n)],
  "|": [3, (a, b) => a | b],
  "^": [4, (a, b) => a ^ b],
  "&": [5, (a, b) => a & b],
  "==": [6, (a, b) => truth(a === b)],
  "!=": [6, (a, b) => truth(a !== b)],
  "<": [7, (a, b) => truth(a < b)],
  "<=": [7, (a, b) => truth(a <= b)],
  ">": [7, (a, b) => truth(a > b)],
  ">=": [7, (a, b) => truth(a >= b)],
  "<<": [8, (a, b) => a << (b & 63n)],
  ">>": [8, (a, b) => a >> (b & 63n)],
  "+": [9, (a, b) => a + b],
  "-": [9, (a, b) => a - b],
  "*": [10, (a, b) => a * b],
  "/": [10, (a, b) => a / b],
  "%": [10, (a, b) => a % b],
  "**": [11, power],
};

function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new ShellSyntaxError("exponent less than 0");
  let result = 1n;
  for (let left = exponent, factor = base; left > 0n; left >>= 1n, factor = wrap(factor * factor))
    if (left & 1n) result = wrap(result * factor);
  return result;
}

/** Where an expression reads and writes variables. */
export interface ArithmeticVariables {
  get(name: string): string;
  set(name: string, value: string): void;
  getElement(name: string, index: string): string;
  setElement(name: string, index: string, value: string): void;
}

const tokenPattern =
  /\d+#\w+|\d\w*|[A-Za-z_]\w*\[[^\]]*\]|[A-Za-z_]\w*|\*\*|\+\+|--|<<=|>>=|[-+*/%&|^]=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>=!~&|^?:(),]|\S/g;

/** The value of `$((…))`: C's integer operators on 64 bits, variables, assignments, `?:` and the comma. */
export function evaluateArithmetic(source: string, variables: ArithmeticVariables, depth = 0): bigint {
  if (depth > 64) throw new ShellSyntaxError(`${source}: expression recursion level exceeded`);
  return new ArithmeticReader(source, variables, depth).value();
}

/** Reads an expression and works it out on the way: each method takes what binds at least as strongely as its name says. */
class ArithmeticReader {
  private readonly source: string;
  private readonly tokens: readonly string[];
  private readonly variables: ArithmeticVariables;
  private readonly depth: number;
  private at = 0;
  /** In the branch that `&&`, `||` or `?:` does not take: read, without effect. */
  private skipping = 0;

  constructor(source: string, variables: ArithmeticVariables, depth: number) {
    this.source = source.trim();
    this.tokens = source.match(tokenPattern) ?? [];
    this.variables = variables;
    this.depth = depth;
  }

  value(): bigint {
    if (this.tokens.length === 0) return 0n;
    const value = this.comma();
    if (this.at < this.tokens.length) throw this.unexpected(this.tokens[this.at] ?? "");
    return value;
  }

  private comma(): bigint {
    let value = this.ternary();
    while (this.tokens[this.at] === ",") {
      this.at++;
      value = this.ternary();
    }
    return value;
  }

  private ternary(): bigint {
    const condition = this.operation(0);
    if (this.tokens[this.at] !== "?") return condition;
    this.at++;
    const yes = this.unless(condition === 0n, () => this.ternary());
    if (this.tokens[this.at++] !== ":") throw new ShellSyntaxError(`missing ':' in ${this.source}`);
    const no = this.unless(condition !== 0n, () => this.ternary());
    return condition !== 0n ? yes : no;
  }

  private unless(skip: boolean, read: () => bigint): bigint {
    this.skipping += Number(skip);
    const value = read();
    this.skipping -= Number(skip);
    return value;
  }

  private operation(level: number): bigint {
    let left = this.unary();
    for (;;) {
      const operator = binary[this.tokens[this.at] ?? ""];
      if (operator === undefined || operator[0] < level) return left;
      const symbol = this.tokens[this.at++];
      const decided = (symbol === "&&" && left === 0n) || (symbol === "||" && left !== 0n);
      const right = this.unless(decided, () => this.operation(symbol === "**" ? operator[0] : operator[0] + 1));
      left = this.apply(symbol ?? "", operator[1], left, right);
    }
  }

  private apply(symbol: string, operate: (a: bigint, b: bigint) => bigint, left: bigint, right: bigint): bigint {
    if (!/^[/%]/.test(symbol) || right !== 0n) return wrap(operate(left, right));
    if (this.skipping > 0) return 0n;
    throw new ShellSyntaxError(`${this.source}: division by 0`);
  }

  private unary(): bigint {
    const token = this.tokens[this.at++];
    switch (token) {
      case undefined:
        throw new ShellSyntaxError(`${this.source}: arithmetic syntax error: operand expected`);
      case "-":
        return wrap(-this.unary());
      case "+":
        return this.unary();
      case "!":
        return truth(this.unary() === 0n);
      case "~":
        return ~this.unary();
      case "++":
      case "--": {
        const name = this.tokens[this.at++] ?? "";
        return this.write(name, this.read(name) + (token === "++" ? 1n : -1n));
      }
      case "(": {
        const value = this.comma();
        if (this.tokens[this.at++] !== ")") throw new ShellSyntaxError(`missing ')' in ${this.source}`);
        return value;
      }
      default:
        return this.operand(token);
    }
  }

  /** A number, or a variable with what is assigned to it. */
  private operand(token: string): bigint {
    if (/^\d/.test(token)) return readNumber(token) ?? this.refuse(token);
    if (!/^\w+(?:\[.*\])?$/s.test(token)) throw this.unexpected(token);
    return this.assign(token) ?? this.read(token);
  }

  private refuse(token: string): never {
    throw new ShellSyntaxError(`${token}: value too great for base`);
  }

  private assign(name: string): bigint | null {
    const operator = this.tokens[this.at] ?? "";
    if (operator === "=") {
      this.at++;
      return this.write(name, this.ternary());
    }
    if (/^(?:[-+*/%&|^]|<<|>>)=$/.test(operator)) {
      this.at++;
      const symbol = operator.slice(0, -1);
      const operate = binary[symbol]?.[1];
      if (operate === undefined) return null;
      const right = this.ternary();
      return this.write(name, this.apply(symbol, operate, this.read(name), right));
    }
    if (operator !== "++" && operator !== "--") return null;
    this.at++;
    const before = this.read(name);
    this.write(name, before + (operator === "++" ? 1n : -1n));
    return before;
  }

  private read(name: string): bigint {
    const element = /^(\w+)\[(.*)\]$/s.exec(name);
    const text =
      element === null
        ? this.variables.get(name).trim()
        : this.variables.getElement(element[1] ?? "", element[2] ?? "").trim();
    if (text === "") return 0n;
    return readNumber(text) ?? evaluateArithmetic(text, this.variables, this.depth + 1);
  }

  private write(name: string, value: bigint): bigint {
    const wrapped = wrap(value);
    if (this.skipping > 0) return wrapped;
    const element = /^(\w+)\[(.*)\]$/s.exec(name);
    if (element === null) this.variables.set(name, String(wrapped));
    else this.variables.setElement(element[1] ?? "", element[2] ?? "", String(wrapped));
    return wrapped;
  }

  private unexpected(token: string): ShellSyntaxError {
    return new ShellSyntaxError(`${this.source}: arithmetic syntax error (error token is "${token}")`);
  }
}

/** A constant: decimal, `0x…`, `0…` octal, `base#digits`; null when it is none. */
function readNumber(text: string): bigint | null {
  if (/^-?\d+$/.test(text) && !/^-?0\d/.test(text)) return wrap(BigInt(text));
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return wrap(BigInt(text));
  if (/^0[0-7]+$/.test(text)) return wrap(BigInt(`0o${text}`));
  const [, base = "", digits = ""] = /^(\d+)#(\w+)$/.exec(text) ?? [];
  if (base === "") return null;
  let value = 0n;
  for (const digit of digits) {
    const number = Number.parseInt(digit, 36);
    if (Number.isNaN(number) || number >= Number(base)) return null;
    value = value * BigInt(base) + BigInt(number);
  }
  return wrap(value);
}
