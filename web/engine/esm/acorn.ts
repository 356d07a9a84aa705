/** The acorn inside Node's library: a parser that is already there, a few hundred kilobytes not shipped twice. */
import type { Runtime } from "../boot/runtime.ts";

/** An ESTree node; its other members depend on `type`. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

interface AcornModule {
  Parser: { parse(source: string, options: object): SyntaxNode; prototype: object };
  Node: { prototype: object };
}

export type Parse = (source: string, sourceType: "script" | "module") => SyntaxNode;

export function acornParser(runtime: Pick<Runtime, "requireBuiltin">): Parse {
  const acorn = runtime.requireBuiltin("internal/deps/acorn/acorn/dist/acorn") as unknown as AcornModule;
  // A program may put setters on Object.prototype: parsing must not run them.
  for (const { prototype } of [acorn.Parser, acorn.Node]) {
    if (getPrototypeOf(prototype) !== null) setPrototypeOf(prototype, null);
  }
  return (source, sourceType) =>
    acorn.Parser.parse(source, {
      ecmaVersion: "latest",
      sourceType,
      allowHashBang: true,
      allowReturnOutsideFunction: sourceType === "script",
      allowAwaitOutsideFunction: sourceType === "module",
      allowImportExportEverywhere: false,
    });
}

// Programs may change what objects inherit, and these functions of the language.
const { getPrototypeOf, hasOwn, keys, setPrototypeOf } = Object;
const { isArray } = Array;

export function isNode(value: unknown): value is SyntaxNode {
  if (typeof value !== "object" || value === null || !hasOwn(value, "type")) return false;
  return typeof (value as SyntaxNode).type === "string";
}

/** Children of a node in source order of its members. A list and no generator: large files have millions of nodes. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  const names = keys(node);
  for (let index = 0; index < names.length; index++) {
    const value = node[names[index] ?? ""];
    if (typeof value !== "object" || value === null) continue;
    if (isArray(value)) {
      for (let at = 0; at < value.length; at++) if (isNode(value[at])) children[children.length] = value[at];
    } else if (isNode(value)) children[children.length] = value;
  }
  return children;
}
