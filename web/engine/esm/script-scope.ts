/**
 * What a script declares at its top. V8 keeps such names for the scripts after it; a script of ours runs in `eval`, which forgets them:
 * `let`, `const` and `class` become assignments to names that the script's scope keeps (vm-context.ts). Lines and the first columns stay.
 */
import { childrenOf, isNode, type SyntaxNode } from "./acorn.ts";
import type { Edit } from "./edits.ts";
import { nodes, patternNames, varNames } from "./scope.ts";
import { isStrictBody, thisEdits } from "./this-edits.ts";
import { thisName } from "./vm-context.ts";

export interface ScriptScope {
  edits: Edit[];
  /** What only a script of a vm context needs. */
  contextEdits: Edit[];
  isStrict: boolean;
  /** Name → whether it may be assigned again. */
  lexical: Map<string, boolean>;
  functions: string[];
  vars: string[];
  /** Names that an assignment may create, as sloppy code does. */
  assigned: Set<string>;
  /** Offset behind the directives, where code may be put. */
  bodyStart: number;
}

export function scriptScope(program: SyntaxNode, source: string): ScriptScope {
  const statements = nodes(program["body"]);
  const directives = statements.filter((statement) => typeof statement["directive"] === "string");
  const isStrict = isStrictBody(program);
  const scope: ScriptScope = {
    edits: [],
    contextEdits: thisEdits(program, thisName),
    isStrict,
    lexical: new Map(),
    functions: [],
    vars: varNames(program),
    assigned: isStrict ? new Set() : assignedNames(program),
    bodyStart: directives.at(-1)?.end ?? 0,
  };
  for (const statement of statements) {
    if (statement.type === "FunctionDeclaration") scope.functions.push(...patternNames(statement["id"]));
    if (statement.type === "ClassDeclaration") {
      const [name = ""] = patternNames(statement["id"]);
      scope.lexical.set(name, true);
      scope.edits.push(insertion(statement.start, `;void(${name}=`), insertion(statement.end, ");"));
    }
    if (statement.type === "VariableDeclaration" && /^(let|const)$/.test(String(statement["kind"])))
      keepVariables(statement, source, scope);
  }
  const declared = new Set([...scope.vars, ...scope.functions, ...scope.lexical.keys()]);
  scope.edits.push(...deleteEdits(program, declared));
  return scope;
}

/** What a script declares cannot be deleted; what `eval` declares could. */
function deleteEdits(node: SyntaxNode, declared: ReadonlySet<string>): Edit[] {
  if (/Function|^Class/.test(node.type)) return [];
  const { argument } = node;
  if (node.type === "UnaryExpression" && node["operator"] === "delete" && isNode(argument)) {
    const [name] = argument.type === "Identifier" ? patternNames(argument) : [];
    if (name !== undefined && declared.has(name)) return [{ start: node.start, end: node.end, text: "(false)" }];
  }
  return [...childrenOf(node)].flatMap((child) => deleteEdits(child, declared));
}

function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

function keepVariables(statement: SyntaxNode, source: string, scope: ScriptScope): void {
  const declarators = nodes(statement["declarations"]);
  const first = declarators[0];
  if (!first) return;
  for (const declarator of declarators) {
    const { id } = declarator;
    if (!isNode(id)) continue;
    for (const name of patternNames(id)) scope.lexical.set(name, statement["kind"] !== "const");
    if (!declarator["init"]) scope.edits.push(insertion(declarator.end, "=undefined"));
    else if (id.type !== "Identifier") {
      scope.edits.push(insertion(declarator.start, "("), insertion(declarator.end, ")"));
    }
  }
  const gap = source.slice(statement.start + String(statement["kind"]).length, first.start);
  // `void`, as a declaration has no value of its own for the prompt to show.
  scope.edits.push({ start: statement.start, end: first.start, text: `;void(${gap.trimStart()}` });
  const last = declarators.at(-1)?.end ?? first.end;
  scope.edits.push(insertion(last, source[statement.end - 1] === ";" ? ")" : ");"));
}

function assignedNames(program: SyntaxNode): Set<string> {
  const found = new Set<string>();
  const visit = (node: SyntaxNode): void => {
    const target = node.type === "UpdateExpression" ? node["argument"] : node["left"];
    if (/^(AssignmentExpression|UpdateExpression|ForInStatement|ForOfStatement)$/.test(node.type))
      for (const name of patternNames(target)) found.add(name);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  return found;
}
