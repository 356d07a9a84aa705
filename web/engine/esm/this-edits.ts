/** Where `this` may be the realm's global: in sloppy functions that are called bare. A script of a vm context sees its own global there. */
import { childrenOf, isNode, type SyntaxNode } from "./acorn.ts";
import { marks } from "./continuation-edits.ts";
import type { Edit } from "./edits.ts";
import { nodes } from "./scope.ts";

/** Edits that put `helper(…)` around each such `this`. */
export function thisEdits(program: SyntaxNode, helper: string): Edit[] {
  const edits: Edit[] = [];
  const insert = (at: number, text: string) =>
    edits.push({ start: at, end: at, text: `${marks.open}${text}${marks.close}` });
  const visit = (node: SyntaxNode, inFunction: boolean): void => {
    // The code of a class is strict.
    if (/^Class/.test(node.type)) return;
    if (node.type === "ThisExpression" && inFunction) {
      insert(node.start, `${helper}(`);
      insert(node.end, ")");
    }
    const begins = /^Function/.test(node.type);
    if (begins && isStrictBody(node["body"])) return;
    for (const child of childrenOf(node)) visit(child, inFunction || begins);
  };
  if (!isStrictBody(program)) visit(program, false);
  return edits;
}

/** A program or a function's body that begins with "use strict". */
export function isStrictBody(body: unknown): boolean {
  return isNode(body) && nodes(body["body"]).some((statement) => statement["directive"] === "use strict");
}
