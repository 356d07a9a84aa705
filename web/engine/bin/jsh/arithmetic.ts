import { ShellSyntaxError } from "./syntax.ts";

const binary: Readonly<Record<string, [level: number, apply: (a: number, b: number) => number]>> = {
  "||": [1, (a, b) => Number(a !== 0 || b !== 0)],
  "&&": [2, (a, b) => Number(a !== 0 && b !== 0)],
  "|": [3, (a, b) => a | b],
  "^": [4, (a, b) => a ^ b],
  "&": [5, (a, b) => a & b],
  "==": [6, (a, b) => Number(a === b)],
  "!=": [6, (a, b) => Number(a !== b)],
  "<": [7, (a, b) => Number(a < b)],
  "<=": [7, (a, b) => Number(a <= b)],
  ">": [7, (a, b) => Number(a > b)],
  ">=": [7, (a, b) => Number(a >= b)],
  "<<": [8, (a, b) => a << b],
  ">>": [8, (a, b) => a >> b],
  "+": [9, (a, b) => a + b],
  "-": [9, (a, b) => a - b],
  "*": [10, (a, b) => a * b],
  "/": [10, (a, b) => Math.trunc(a / b)],
  "%": [10, (a, b) => a % b],
  "**": [11, (a, b) => a ** b],
};

/** Where an expression reads and writes variables. */
export interface ArithmeticVariables {
  get(name: string): string;
  set(name: string, value: string): void;
}

const tokenPattern =
  /\d\w*|[A-Za-z_]\w*|\*\*|\+\+|--|[-+*/%]=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>=!~&|^?:(),]|\$\w+|\S/g;

/** The value of `$((…))`: C's integer operators, variables, `=` `+=` `++`, and `?:`. */
export function evaluateArithmetic(source: string, variables: ArithmeticVariables): number {
  return new ArithmeticReader(source, variables).value();
}

/** Reads an expression and works it out on the way: each method takes what binds at least as strongly as its name says. */
class ArithmeticReader {
  private readonly source: string;
  private readonly tokens: readonly string[];
  private readonly variables: ArithmeticVariables;
  private at = 0;

  constructor(source: string, variables: ArithmeticVariables) {
    this.source = source.trim();
    this.tokens = source.match(tokenPattern) ?? [];
    this.variables = variables;
  }

  value(): number {
    if (this.tokens.length === 0) return 0;
    const value = this.ternary();
    if (this.at < this.tokens.length) throw this.unexpected(this.tokens[this.at] ?? "");
    return value;
  }

  private ternary(): number {
    const condition = this.operation(0);
    if (this.tokens[this.at] !== "?") return condition;
    this.at++;
    const yes = this.ternary();
    this.at++;
    const no = this.ternary();
    return condition !== 0 ? yes : no;
  }

  private operation(level: number): number {
    let left = this.unary();
    for (;;) {
      const operator = binary[this.tokens[this.at] ?? ""];
      if (operator === undefined || operator[0] < level) return left;
      const symbol = this.tokens[this.at++];
      const right = this.operation(symbol === "**" ? operator[0] : operator[0] + 1);
      if ((symbol === "/" || symbol === "%") && right === 0) throw new ShellSyntaxError("division by 0");
      left = operator[1](left, right);
    }
  }

  private unary(): number {
    const token = this.tokens[this.at++];
    switch (token) {
      case undefined:
        throw new ShellSyntaxError(`arithmetic expression ends too early: ${this.source}`);
      case "-":
        return -this.unary();
      case "+":
        return this.unary();
      case "!":
        return Number(this.unary() === 0);
      case "~":
        return ~this.unary();
      case "++":
      case "--": {
        const name = this.tokens[this.at++] ?? "";
        return this.write(name, this.read(name) + (token === "++" ? 1 : -1));
      }
      case "(": {
        const value = this.ternary();
        if (this.tokens[this.at++] !== ")") throw new ShellSyntaxError(`missing ')' in ${this.source}`);
        return value;
      }
      default:
        return this.operand(token);
    }
  }

  /** A number, or a variable with what is assigned to it. */
  private operand(token: string): number {
    if (/^\d/.test(token)) {
      const value = Number(/^0\d+$/.test(token) ? `0o${token}` : token);
      if (!Number.isNaN(value)) return value;
    }
    const name = token.replace(/^\$/, "");
    if (!/^\w+$/.test(name) || /^\d+\D/.test(name)) throw this.unexpected(token);
    return this.assign(name) ?? this.read(name);
  }

  private assign(name: string): number | null {
    const operator = this.tokens[this.at] ?? "";
    if (operator === "=") {
      this.at++;
      return this.write(name, this.ternary());
    }
    if (/^[-+*/%]=$/.test(operator)) {
      this.at++;
      const apply = binary[operator.charAt(0)]?.[1];
      return apply === undefined ? null : this.write(name, apply(this.read(name), this.ternary()));
    }
    if (operator !== "++" && operator !== "--") return null;
    this.at++;
    const before = this.read(name);
    this.write(name, before + (operator === "++" ? 1 : -1));
    return before;
  }

  private read(name: string): number {
    const value = Number(this.variables.get(name) || "0");
    if (Number.isNaN(value)) throw new ShellSyntaxError(`${name}: not a number`);
    return value;
  }

  private write(name: string, value: number): number {
    this.variables.set(name, String(value));
    return value;
  }

  private unexpected(token: string): ShellSyntaxError {
    return new ShellSyntaxError(`unexpected '${token}' in ${this.source}`);
  }
}
