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

/** The value of `$((…))`: C's integer operators, variables, `=` `+=` `++`, and `?:`. */
export function evaluateArithmetic(source: string, variables: ArithmeticVariables): number {
  const tokens =
    source.match(/\d\w*|[A-Za-z_]\w*|\*\*|\+\+|--|[-+*/%]=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>=!~&|^?:(),]|\$\w+|\S/g) ??
    [];
  let at = 0;
  const read = (name: string): number => {
    const value = Number(variables.get(name) || "0");
    if (Number.isNaN(value)) throw new ShellSyntaxError(`${name}: not a number`);
    return value;
  };
  const write = (name: string, value: number): number => {
    variables.set(name, String(value));
    return value;
  };
  const assign = (name: string): number | null => {
    const operator = tokens[at] ?? "";
    if (operator === "=") {
      at++;
      return write(name, ternary());
    }
    if (/^[-+*/%]=$/.test(operator)) {
      at++;
      const apply = binary[operator.charAt(0)]?.[1];
      return apply === undefined ? null : write(name, apply(read(name), ternary()));
    }
    if (operator !== "++" && operator !== "--") return null;
    at++;
    const before = read(name);
    write(name, before + (operator === "++" ? 1 : -1));
    return before;
  };
  const unary = (): number => {
    const token = tokens[at++];
    if (token === undefined) throw new ShellSyntaxError(`arithmetic expression ends too early: ${source.trim()}`);
    if (token === "-") return -unary();
    if (token === "+") return unary();
    if (token === "!") return Number(unary() === 0);
    if (token === "~") return ~unary();
    if (token === "++" || token === "--") {
      const name = tokens[at++] ?? "";
      return write(name, read(name) + (token === "++" ? 1 : -1));
    }
    if (token === "(") {
      const value = ternary();
      if (tokens[at++] !== ")") throw new ShellSyntaxError(`missing ')' in ${source.trim()}`);
      return value;
    }
    if (/^\d/.test(token)) {
      const value = Number(/^0\d+$/.test(token) ? `0o${token}` : token);
      if (!Number.isNaN(value)) return value;
    }
    const name = token.replace(/^\$/, "");
    if (!/^\w+$/.test(name) || /^\d+\D/.test(name))
      throw new ShellSyntaxError(`unexpected '${token}' in ${source.trim()}`);
    return assign(name) ?? read(name);
  };
  const operation = (level: number): number => {
    let left = unary();
    for (;;) {
      const operator = binary[tokens[at] ?? ""];
      if (operator === undefined || operator[0] < level) return left;
      const symbol = tokens[at++];
      const right = operation(symbol === "**" ? operator[0] : operator[0] + 1);
      if ((symbol === "/" || symbol === "%") && right === 0) throw new ShellSyntaxError("division by 0");
      left = operator[1](left, right);
    }
  };
  const ternary = (): number => {
    const condition = operation(0);
    if (tokens[at] !== "?") return condition;
    at++;
    const yes = ternary();
    at++;
    const no = ternary();
    return condition !== 0 ? yes : no;
  };
  if (tokens.length === 0) return 0;
  const value = ternary();
  if (at < tokens.length) throw new ShellSyntaxError(`unexpected '${tokens[at]}' in ${source.trim()}`);
  return value;
}
