import { expandClasses } from "../lib/basic-pattern.ts";
import { ToolFailure } from "../lib/errors.ts";
import { comparisons, evaluateTest } from "../tools/test.ts";
import type { ExpansionContext } from "./expand.ts";
import { expandArithmetic, expandPattern, expandRegex, expandText } from "./expand.ts";
import type { TestNode } from "./syntax.ts";
import { lookUp } from "./variables.ts";

/** The truth of what stands between `[[` and `]]`. */
export async function evaluateConditional(node: TestNode, context: ExpansionContext): Promise<boolean> {
  switch (node.type) {
    case "word":
      return (await expandText(node.word, context)) !== "";
    case "not":
      return !(await evaluateConditional(node.inner, context));
    case "both":
      return (await evaluateConditional(node.left, context)) && evaluateConditional(node.right, context);
    case "either":
      return (await evaluateConditional(node.left, context)) || evaluateConditional(node.right, context);
    case "unary": {
      const text = await expandText(node.word, context);
      if (node.operator === "-v") return lookUp(text, context.state) !== undefined || context.state.arrays.has(text);
      return evaluateTest([node.operator, text], context.state.cwd);
    }
    case "binary":
      return evaluateBinary(node, context);
  }
}

async function evaluateBinary(
  { operator, left, right }: Extract<TestNode, { type: "binary" }>,
  context: ExpansionContext,
): Promise<boolean> {
  const text = await expandText(left, context);
  const compare = comparisons[operator];
  if (compare !== undefined)
    return compare(
      await expandArithmetic(text, context),
      await expandArithmetic(await expandText(right, context), context),
    );
  switch (operator) {
    case "=":
    case "==":
      return (await expandPattern(right, context)).test(text);
    case "!=":
      return !(await expandPattern(right, context)).test(text);
    case "=~":
      return matches(text, await expandRegex(right, context), context);
    case "<":
      return text < (await expandText(right, context));
    case ">":
      return text > (await expandText(right, context));
    default:
      return evaluateTest([text, operator, await expandText(right, context)], context.state.cwd);
  }
}

function matches(text: string, source: string, { state }: ExpansionContext): boolean {
  let match: RegExpExecArray | null;
  try {
    match = new RegExp(expandClasses(source), state.shopt.has("nocasematch") ? "i" : "").exec(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ToolFailure(`[[: ${source}: invalid regular expression`, 2);
  }
  const values = new Map((match ?? []).map((value, at) => [String(at), value ?? ""]));
  state.arrays.set("BASH_REMATCH", { associative: false, values });
  return match !== null;
}
