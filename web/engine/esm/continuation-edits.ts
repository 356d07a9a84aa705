/**
 * Marks the places where a program's promises are made, awaited and settled, so that AsyncLocalStorage, async_hooks and
 * `console.log(promise)` know what only V8's embedder is told. Lines stay, columns are mapped (columns.ts), microtasks keep their order:
 * every `await` stays a native await.
 */
import { childrenOf, isNode, type SyntaxNode } from "./acorn.ts";
import type { Edit } from "./edits.ts";
import { nodes } from "./scope.ts";

/** The runtime's object in the program's scope (../loop/continuations.ts). */
export const helper = "$gh";
/** What the running activation awaits. */
const state = "$ghS";
/** Stands for the activation's own promise while promise hooks are set. */
const own = "$ghP";
const caught = "$ghE";
/** Around each insertion; source-text.ts takes them out again. */
export const marks = { open: "/*$(*/", close: "/*)$*/" } as const;
const functionTypes = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/** Text that can have something to mark. */
export const mayContinue = /\basync\b|\bawait\b|\bnew\s+Promise\b/;

function mark(text: string): string {
  return `${marks.open}${text}${marks.close}`;
}

/** Declares at the head of a module what marks at its top level use. */
export const moduleHead = `let ${state},${own};`;

/** The async function, or the module, whose statements are visited. */
interface Activation {
  /** A plain async function: its promise settles when its body ends. */
  settles: boolean;
}

/** `awaitsAtTop`: the program is a module whose own statements await. */
export function continuationEdits(program: SyntaxNode, source: string, awaitsAtTop: boolean): Edit[] {
  const edits: Edit[] = [];
  /** Labelled loop → where its first label stands. */
  const labelStarts = new Map<SyntaxNode, number>();
  let loops = 0;
  const insert = (at: number, text: string) => edits.push({ start: at, end: at, text: mark(text) });
  const around = (node: SyntaxNode, before: string, after: string) => {
    insert(node.start, before);
    return () => insert(node.end, after);
  };

  const visitFunction = (node: SyntaxNode): void => {
    const body = node["body"];
    const isAsync = node["async"] === true;
    const activation = { settles: isAsync && node["generator"] !== true };
    const inside = isAsync ? activation : undefined;
    for (const child of childrenOf(node)) if (child !== body) visit(child, node, undefined);
    if (!isNode(body)) return;
    if (!isAsync) {
      visit(body, node, undefined);
      return;
    }
    if (body.type !== "BlockStatement") {
      const arrow = source.indexOf("=>", nodes(node["params"]).at(-1)?.end ?? node.start) + "=>".length;
      insert(arrow, `{let ${state},${own}=${helper}.e();try{return ${helper}.v((`);
      visit(body, node, inside);
      insert(node.end, `),${state},${own})}catch(${caught}){throw ${helper}.x(${caught},${state},${own})}}`);
      return;
    }
    const directive = nodes(body["body"]).findLast((statement) => typeof statement["directive"] === "string");
    insert(directive?.end ?? body.start + 1, `;let ${state},${own}${activation.settles ? `=${helper}.e();try{` : ";"}`);
    visit(body, node, inside);
    if (activation.settles)
      insert(
        body.end - 1,
        `;${helper}.v(void 0,${state},${own})}catch(${caught}){throw ${helper}.x(${caught},${state},${own})}`,
      );
  };

  const visitAwait = (node: SyntaxNode, inside: Activation | undefined): void => {
    const argument = node["argument"];
    if (!isNode(argument)) return;
    insert(node.start, `${helper}.r(`);
    insert(argument.start, `(${state}=${helper}.w((`);
    visit(argument, node, inside);
    insert(argument.end, `),${own})).v`);
    insert(node.end, `,${state})`);
  };

  const visitForAwait = (node: SyntaxNode, inside: Activation | undefined): void => {
    const { left, right, body } = node as { left?: unknown; right?: unknown; body?: unknown };
    if (!isNode(left) || !isNode(right) || !isNode(body)) return;
    const frame = `${helper}L${loops++}`;
    const startsAt = labelStarts.get(node) ?? node.start;
    insert(startsAt, `{let ${frame};`);
    visit(left, node, inside);
    insert(right.start, `(${frame}=${helper}.f(),(`);
    visit(right, node, inside);
    insert(right.end, "))");
    const isBlock = body.type === "BlockStatement";
    insert(isBlock ? body.start + 1 : body.start, `${isBlock ? "" : "{"}${helper}.b(${frame});`);
    visit(body, node, inside);
    insert(node.end, `${isBlock ? "" : "}"};${helper}.b(${frame});}`);
  };

  const visit = (node: SyntaxNode, parent: SyntaxNode, inside: Activation | undefined): void => {
    if (functionTypes.has(node.type)) {
      visitFunction(node);
      return;
    }
    let after = (): unknown => undefined;
    let afterChild: { child: SyntaxNode; text: string } | undefined;
    switch (node.type) {
      case "AwaitExpression":
        visitAwait(node, inside);
        return;
      case "ForOfStatement":
        if (node["await"] !== true) break;
        visitForAwait(node, inside);
        return;
      case "LabeledStatement":
        if (isNode(node["body"])) labelStarts.set(node["body"], labelStarts.get(node) ?? node.start);
        break;
      case "ReturnStatement": {
        const value = node["argument"];
        if (!inside?.settles) break;
        if (isNode(value)) after = around(value, `${helper}.v((`, `),${state},${own})`);
        else insert(node.start + "return".length, ` ${helper}.v(void 0,${state},${own})`);
        break;
      }
      case "CatchClause":
        if (inside && isNode(node["body"])) insert(node["body"].start + 1, `${helper}.c(${state});`);
        break;
      case "TryStatement":
        if (inside && isNode(node["finalizer"])) insert(node["finalizer"].start + 1, `${helper}.c(${state});`);
        break;
      case "NewExpression": {
        const [executor] = nodes(node["arguments"]);
        if (!isPromiseName(node["callee"]) || !executor || executor.type === "SpreadElement") break;
        after = around(node, `${helper}.n(`, ")");
        insert(executor.start, `${helper}.o((`);
        afterChild = { child: executor, text: "))" };
        break;
      }
      case "CallExpression":
        if (isTaken(node, parent)) after = around(node, `${helper}.k(${helper}.z(),`, ")");
        break;
    }
    for (const child of childrenOf(node)) {
      visit(child, node, inside);
      if (child === afterChild?.child) insert(child.end, afterChild.text);
    }
    after();
  };
  visit(program, program, awaitsAtTop ? { settles: false } : undefined);
  return edits;
}

function isPromiseName(callee: unknown): boolean {
  return isNode(callee) && callee.type === "Identifier" && callee["name"] === "Promise";
}

/** A call whose result somebody may print: shown by the console at once, or kept. */
function isTaken(node: SyntaxNode, parent: SyntaxNode): boolean {
  const called = node["callee"];
  if (isNode(called) && called["name"] === "require") return false;
  switch (parent.type) {
    case "VariableDeclarator":
      return parent["init"] === node;
    case "AssignmentExpression":
      return parent["right"] === node && parent["operator"] === "=";
    case "Property":
      return parent["value"] === node;
    case "ArrayExpression":
      return true;
    case "CallExpression": {
      const callee = parent["callee"];
      const object = isNode(callee) && callee !== node ? callee["object"] : undefined;
      return isNode(object) && object["name"] === "console";
    }
    default:
      return false;
  }
}
