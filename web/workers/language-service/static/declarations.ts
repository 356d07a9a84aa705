/** What a file declares at its top and in its classes, with what belongs to each: the statement, the body, whether others see it. */
import ts from "typescript-lib";
import type { SymbolKind } from "../../../../shared/agent/outline.ts";

export interface Declared {
  /** Names from the outermost on, joined by dots. */
  name: string;
  kind: SymbolKind;
  node: ts.Node;
  /** Where its name stands, for questions about its uses. */
  nameNode: ts.Node;
  /** The function that it is, or that a variable or property holds. */
  body: ts.SignatureDeclaration | undefined;
  /** The statement or member before which its comment stands. */
  place: ts.Node;
  exported: boolean;
  /** The name by which other files import it: another than its own for `default` and `a as b`. */
  exportedAs: string;
  members: Declared[];
}

/** In the order of the file. A file that is no module shows all that it declares. */
export function declarationsOf(file: ts.SourceFile, checker: ts.TypeChecker): Declared[] {
  const shown = exportedNodes(file, checker);
  const isScript = !ts.isExternalModule(file) && shown.size === 0 && !isCommonJs(file);
  return file.statements.flatMap((statement) => declaredBy(statement)).map(withExports);

  function withExports(declared: Declared): Declared {
    const exported = declared.exported || isScript || shown.has(declared.node);
    const exportedAs = shown.get(declared.node) ?? declared.exportedAs;
    const members = declared.members.map((member) => ({ ...member, exported: exported && member.exported }));
    return { ...declared, exported, exportedAs, members };
  }
}

/** Every declaration, members after what they are members of. */
export function allDeclared(declarations: readonly Declared[]): Declared[] {
  return declarations.flatMap((each) => [each, ...allDeclared(each.members)]);
}

/** What a file hands out, from its syntax alone: names, each with the text that declares it. */
export function exportedTexts(file: ts.SourceFile): { name: string; text: string }[] {
  const names = new Map(commonJsNames(file));
  for (const statement of file.statements) {
    const isList =
      ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause);
    for (const { name, propertyName } of isList ? statement.exportClause.elements : []) {
      names.set((propertyName ?? name).text, name.text);
    }
  }
  return file.statements.flatMap(declaredBy).flatMap(({ name, exported, exportedAs, place }) => {
    const own = names.get(name) ?? (exported || exportedAs === "default" ? exportedAs : undefined);
    return own === undefined ? [] : [{ name: own, text: place.getText(file) }];
  });
}

/** True where a file hands out what it declares by `module.exports` or `exports`. */
export function isCommonJs(file: ts.SourceFile): boolean {
  return file.statements.some((statement) => assignedExport(statement) !== undefined);
}

function exportedNodes(file: ts.SourceFile, checker: ts.TypeChecker): Map<ts.Node, string> {
  const nodes = new Map<ts.Node, string>();
  const names = commonJsNames(file);
  for (const { name, node } of file.statements.flatMap(declaredBy)) {
    const exportedAs = names.get(name);
    if (exportedAs !== undefined) nodes.set(node, exportedAs);
  }
  const symbol = checker.getSymbolAtLocation(file);
  for (const exported of symbol && names.size === 0 ? checker.getExportsOfModule(symbol) : []) {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const target = isAlias ? checker.getAliasedSymbol(exported) : exported;
    for (const declaration of target.declarations ?? []) {
      if (declaration.getSourceFile() === file) nodes.set(declaration, exported.name);
    }
  }
  return nodes;
}

/** Own name → the one that `module.exports = { a, b: c }`, `module.exports = a` (`default`) and `exports.a = b` hand it out by. */
function commonJsNames(file: ts.SourceFile): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const statement of file.statements) {
    const { left, right } = assignedExport(statement) ?? {};
    if (!left || !right) continue;
    const isWhole = isModuleExports(left);
    if (ts.isIdentifier(right)) names.set(right.text, isWhole ? "default" : left.getText().replace(/^.*\./s, ""));
    if (!isWhole || !ts.isObjectLiteralExpression(right)) continue;
    for (const property of right.properties) {
      if (ts.isShorthandPropertyAssignment(property)) names.set(property.name.text, property.name.text);
      if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.initializer)) {
        names.set(property.initializer.text, property.name.getText());
      }
    }
  }
  return names;
}

function isModuleExports(left: ts.Expression): boolean {
  return /^module\s*\.\s*exports$/.test(left.getText());
}

function assignedExport(statement: ts.Statement): ts.BinaryExpression | undefined {
  if (!ts.isExpressionStatement(statement) || !/\.[cm]?jsx?$/.test(statement.getSourceFile().fileName))
    return undefined;
  const { expression } = statement;
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
    return undefined;
  return /^(?:module\s*\.\s*)?exports\b/.test(expression.left.getText()) ? expression : undefined;
}

function declaredBy(statement: ts.Statement): Declared[] {
  if (ts.isVariableStatement(statement)) {
    const [first] = statement.declarationList.declarations;
    return statement.declarationList.declarations.flatMap((node) =>
      ts.isIdentifier(node.name) ? [declared(node, node.name, "variable", node === first ? statement : node)] : [],
    );
  }
  if (ts.isFunctionDeclaration(statement))
    return [declared(statement, statement.name ?? statement, "function", statement)];
  if (ts.isClassDeclaration(statement)) return [declared(statement, statement.name ?? statement, "class", statement)];
  if (ts.isInterfaceDeclaration(statement)) return [declared(statement, statement.name, "interface", statement)];
  if (ts.isTypeAliasDeclaration(statement)) return [declared(statement, statement.name, "type", statement)];
  if (ts.isEnumDeclaration(statement)) return [declared(statement, statement.name, "enum", statement)];
  if (ts.isModuleDeclaration(statement)) return [declared(statement, statement.name, "namespace", statement)];
  if (ts.isExportAssignment(statement) && functionIn(statement.expression)) {
    return [{ ...declared(statement, statement, "function", statement), exported: true }];
  }
  const assigned = assignedExport(statement);
  return assigned ? exportedBy(assigned, statement) : [];
}

/** `exports.a = function …` and the functions of `module.exports = { … }`. */
function exportedBy({ left, right }: ts.BinaryExpression, statement: ts.Statement): Declared[] {
  const body = functionIn(right);
  if (body && isModuleExports(left)) {
    return [
      { ...declared(body, left, "function", statement), name: "default", exportedAs: "default", body, exported: true },
    ];
  }
  if (ts.isPropertyAccessExpression(left) && body) {
    return [{ ...declared(body, left.name, "function", statement), body, exported: true }];
  }
  if (!ts.isObjectLiteralExpression(right)) return [];
  return right.properties.flatMap((node) => {
    const own = ts.isMethodDeclaration(node) || (ts.isPropertyAssignment(node) && functionIn(node.initializer));
    return own && ts.isIdentifier(node.name)
      ? [{ ...declared(node, node.name, "function", node), exported: true }]
      : [];
  });
}

function declared(node: ts.Node, nameNode: ts.Node, kind: SymbolKind, place: ts.Node): Declared {
  const modifiers = ts.canHaveModifiers(place) ? (ts.getModifiers(place) ?? []) : [];
  const has = (wanted: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === wanted);
  const name = nameNode === node ? "default" : nameNode.getText();
  const exportedAs = has(ts.SyntaxKind.DefaultKeyword) ? "default" : name;
  const members = ts.isClassLike(node) ? node.members.flatMap((member) => memberOf(member, name)) : [];
  const exported = has(ts.SyntaxKind.ExportKeyword);
  return { name, kind, node, nameNode, body: functionIn(node), place, exported, exportedAs, members };
}

function memberOf(member: ts.ClassElement, className: string): Declared[] {
  const body = functionIn(member);
  if (!body) return [];
  const isHidden =
    (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0 ||
    (member.name !== undefined && ts.isPrivateIdentifier(member.name));
  const own = declared(member, member.name ?? member, ts.isPropertyDeclaration(member) ? "property" : "method", member);
  const name = ts.isConstructorDeclaration(member) ? "constructor" : own.name;
  return [{ ...own, name: `${className}.${name}`, exported: !isHidden }];
}

export function functionIn(node: ts.Node): ts.SignatureDeclaration | undefined {
  if (ts.isFunctionLike(node) && !ts.isTypeNode(node)) return node;
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) {
    return node.initializer && functionIn(node.initializer);
  }
  if (ts.isExportAssignment(node) || ts.isParenthesizedExpression(node)) return functionIn(node.expression);
  return undefined;
}
