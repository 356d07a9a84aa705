/**
 * Whether a function can be run to see what it gives back: by its syntax it reads its parameters, its own variables and constants
 * alone, changes nothing but what it has made itself, and calls only what is so too. What is not understood is not pure.
 */
import ts from "typescript-lib";
import { functionIn } from "./declarations.ts";
import { isInert } from "./inert.ts";
import { changers, freshGlobals, freshMethods, isPureMember, knownGlobals } from "./pure-library.ts";

export class Purity {
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  /** Function → what speaks against it; undefined while it is looked at, so that one that calls itself is judged by the rest. */
  readonly #known = new Map<ts.Node, string | undefined>();

  constructor(program: ts.Program) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
  }

  /** The first thing in it that speaks against running it, as it is written; undefined when it is pure. */
  against(body: ts.SignatureDeclaration): string | undefined {
    if (this.#known.has(body)) return this.#known.get(body);
    this.#known.set(body, undefined);
    const found = this.#againstFunction(body);
    this.#known.set(body, found);
    return found;
  }

  /** The first statement that does something when the file is imported, by itself or by what it imports of the workspace. */
  againstImport(source: ts.SourceFile, seen = new Set<ts.SourceFile>()): string | undefined {
    if (seen.has(source) || source.isDeclarationFile) return undefined;
    seen.add(source);
    for (const statement of source.statements) {
      const found = this.#againstStatement(statement, seen);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #againstStatement(statement: ts.Statement, seen: Set<ts.SourceFile>): string | undefined {
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) {
      const { moduleSpecifier } = statement;
      const module = moduleSpecifier && this.#checker.getSymbolAtLocation(moduleSpecifier);
      const imported = module?.declarations?.find(ts.isSourceFile);
      return imported && this.againstImport(imported, seen);
    }
    if (ts.isVariableStatement(statement)) {
      return first(statement.declarationList.declarations, ({ initializer }) =>
        initializer && !isInert(initializer) ? this.#againstNode(initializer, statement) : undefined,
      );
    }
    if (ts.isExportAssignment(statement)) return isInert(statement.expression) ? undefined : told(statement);
    if (ts.isClassDeclaration(statement)) return isInert(statement) ? undefined : told(statement);
    if (ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression)) {
      const { left, right } = statement.expression;
      return /^(?:module\.)?exports\b/.test(left.getText()) && isInert(right) ? undefined : told(statement);
    }
    const isQuiet =
      ts.isFunctionDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isEmptyStatement(statement) ||
      (ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression));
    return isQuiet ? undefined : told(statement);
  }

  #againstFunction(body: ts.SignatureDeclaration): string | undefined {
    if (!("body" in body) || !body.body || body.getSourceFile().isDeclarationFile) return told(body);
    const modifiers = ts.canHaveModifiers(body) ? (ts.getModifiers(body) ?? []) : [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)) return "async";
    if ("asteriskToken" in body && body.asteriskToken) return "function*";
    return this.#againstNode(body, body);
  }

  #againstNode(node: ts.Node, root: ts.Node): string | undefined {
    if (ts.isTypeNode(node) || ts.isTypeParameterDeclaration(node)) return undefined;
    if (refused.has(node.kind)) return told(node);
    const own = this.#againstSelf(node, root);
    if (own !== undefined) return own;
    return ts.forEachChild(node, (child) => this.#againstNode(child, root));
  }

  #againstSelf(node: ts.Node, root: ts.Node): string | undefined {
    if (ts.isIdentifier(node)) return isReference(node) ? this.#againstName(node, root) : undefined;
    if (ts.isCallExpression(node)) return this.#againstCall(node, root);
    if (ts.isNewExpression(node)) return this.#againstNew(node);
    if (node !== root && ts.isFunctionLike(node) && isUnusual(node)) return told(node);
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      return this.#canWrite(node.left, root) ? undefined : told(node);
    }
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const writes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
      return writes && !this.#canWrite(node.operand, root) ? told(node) : undefined;
    }
    return undefined;
  }

  #againstName(node: ts.Identifier, root: ts.Node): string | undefined {
    if (node.text === "undefined") return undefined;
    const symbol = this.#symbolOf(node);
    const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
    if (!declaration) return told(node);
    if (isWithin(declaration, root)) return undefined;
    const source = declaration.getSourceFile();
    if (this.#program.isSourceFileDefaultLibrary(source)) return knownGlobals.has(node.text) ? undefined : told(node);
    if (ts.isEnumDeclaration(declaration)) return undefined;
    const body = functionIn(declaration);
    if (body) return isConstant(declaration) && this.against(body) === undefined ? undefined : told(node);
    const isValue = ts.isVariableDeclaration(declaration) && isConstant(declaration) && declaration.initializer;
    return isValue && isInert(isValue) && !isStateful(isValue) ? undefined : told(node);
  }

  #againstCall({ expression, arguments: given }: ts.CallExpression, root: ts.Node): string | undefined {
    if (functionIn(expression)) return undefined;
    if (ts.isIdentifier(expression)) {
      // A function that came from somewhere is not known; one of the file is looked at where it is named.
      const declaration = this.#symbolOf(expression)?.valueDeclaration;
      const isUnknown = declaration && isWithin(declaration, root) && !functionIn(declaration);
      return isUnknown || /^(?:Date|Symbol)$/.test(expression.text) ? told(expression) : undefined;
    }
    if (!ts.isPropertyAccessExpression(expression)) return told(expression);
    const declaration = this.#symbolOf(expression.name)?.declarations?.[0];
    if (!declaration || !this.#program.isSourceFileDefaultLibrary(declaration.getSourceFile())) return told(expression);
    const owner = ts.isIdentifier(expression.expression) ? expression.expression.text : "";
    const name = expression.name.text;
    if (!isPureMember(owner, name)) return told(expression);
    const [changed] = owner === "Object" && name === "assign" ? given : [expression.expression];
    const changes = changers.has(name) || (owner === "Object" && name === "assign");
    return changes && !(changed && this.#isOwn(changed, root)) ? told(expression) : undefined;
  }

  #againstNew({ expression, arguments: given = ts.factory.createNodeArray() }: ts.NewExpression): string | undefined {
    const name = ts.isIdentifier(expression) ? expression.text : "";
    if (name !== "Date") return freshGlobals.has(name) ? undefined : told(expression);
    // Without an argument it is now; a text or several numbers are in the time zone of the machine.
    const [only, ...others] = given;
    const type = only && this.#checker.getTypeAtLocation(only);
    return type && !others.length && type.flags & ts.TypeFlags.NumberLike ? undefined : told(expression);
  }

  #canWrite(target: ts.Expression, root: ts.Node): boolean {
    if (ts.isParenthesizedExpression(target) || ts.isNonNullExpression(target))
      return this.#canWrite(target.expression, root);
    if (ts.isIdentifier(target)) return this.#isLocal(target, root);
    if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) return false;
    return this.#isOwn(target.expression, root);
  }

  /** A value that the function has made itself: a literal, or a constant of its own that was set to one. */
  #isOwn(node: ts.Expression, root: ts.Node): boolean {
    if (isFresh(node)) return true;
    if (!ts.isIdentifier(node) || !this.#isLocal(node, root)) return false;
    const declaration = this.#symbolOf(node)?.valueDeclaration;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !isConstant(declaration)) return false;
    return declaration.initializer !== undefined && isFresh(declaration.initializer);
  }

  #isLocal(node: ts.Identifier, root: ts.Node): boolean {
    const declaration = this.#symbolOf(node)?.valueDeclaration;
    return declaration !== undefined && isWithin(declaration, root);
  }

  #symbolOf(node: ts.Node): ts.Symbol | undefined {
    const isShorthand = ts.isShorthandPropertyAssignment(node.parent);
    const symbol = isShorthand
      ? this.#checker.getShorthandAssignmentValueSymbol(node.parent)
      : this.#checker.getSymbolAtLocation(node);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

const refused = new Set([
  ts.SyntaxKind.ThisKeyword,
  ts.SyntaxKind.SuperKeyword,
  ts.SyntaxKind.AwaitExpression,
  ts.SyntaxKind.YieldExpression,
  ts.SyntaxKind.DeleteExpression,
  ts.SyntaxKind.TaggedTemplateExpression,
  ts.SyntaxKind.ImportKeyword,
  ts.SyntaxKind.MetaProperty,
  ts.SyntaxKind.WithStatement,
  ts.SyntaxKind.DebuggerStatement,
  ts.SyntaxKind.ClassExpression,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.GetAccessor,
  ts.SyntaxKind.SetAccessor,
]);

function isUnusual(node: ts.SignatureDeclaration): boolean {
  const isAsync =
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  return isAsync === true || ("asteriskToken" in node && node.asteriskToken !== undefined);
}

/** A name that stands for a value, not one of a member or a declaration. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  return !(ts.isFunctionLike(parent) && parent.name === node);
}

function isConstant(node: ts.Node): boolean {
  return !ts.isVariableDeclaration(node) || (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
}

/** A regular expression that remembers where it was. */
function isStateful(node: ts.Node): boolean {
  return ts.isRegularExpressionLiteral(node) && /[gy][a-z]*$/.test(node.text);
}

function isFresh(node: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node) || ts.isNewExpression(node)) return true;
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) return isFresh(node.expression);
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    freshMethods.has(node.expression.name.text)
  );
}

function isWithin(node: ts.Node, root: ts.Node): boolean {
  return node.getSourceFile() === root.getSourceFile() && root.pos <= node.pos && node.end <= root.end;
}

function first<Item>(items: readonly Item[], look: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function told(node: ts.Node): string {
  return node.getText().replace(/\s+/g, " ").slice(0, 40);
}
