import type { Runtime } from "../boot/runtime.ts";
import { acornParser, childrenOf, type SyntaxNode } from "./acorn.ts";
import { applyEdits, type Edit } from "./edits.ts";

/** `source` (a script or function body) with every `import(…)` calling `name` instead; unchanged if it does not parse. */
export function rewriteDynamicImports(runtime: Runtime, source: string, name: string): string {
  let program: SyntaxNode;
  try {
    program = acornParser(runtime)(source, "script");
  } catch {
    return source; // V8 reports the error in its own words when the source is compiled
  }
  const edits: Edit[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === "ImportExpression")
      edits.push({ start: node.start, end: node.start + "import".length, text: name });
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  return applyEdits(source, edits);
}
