import { ToolFailure } from "../../lib/errors.ts";

/** An arithmetic operator of awk; dividing by zero fails. */
export function calculate(operator: string, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      if (right === 0) throw new ToolFailure("division by zero", 2);
      return left / right;
    case "%":
      if (right === 0) throw new ToolFailure("division by zero in %", 2);
      return left % right;
    default:
      return left ** right;
  }
}
