/** Expressions that do nothing but give a value, by their syntax: no call, no write, no member that could be a getter. */
import ts from "typescript-lib";

export function isInert(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) && !ts.isMethodDeclaration(node)) return true;
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || ts.isRegularExpressionLiteral(node)) return true;
  if (inertWords.has(node.kind)) return true;
  if (ts.isClassLike(node)) return isInertClass(node);
  if (ts.isPrefixUnaryExpression(node)) return !/^(?:\+\+|--)/.test(node.getText()) && isInert(node.operand);
  if (ts.isBinaryExpression(node)) return isInertOperator(node) && isInert(node.left) && isInert(node.right);
  if (ts.isConditionalExpression(node)) return [node.condition, node.whenTrue, node.whenFalse].every(isInert);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isInert);
  if (ts.isObjectLiteralExpression(node)) return node.properties.every(isInertProperty);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return isInert(node.expression);
  if (ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) return isInert(node.expression);
  return ts.isOmittedExpression(node) || ts.isTypeOfExpression(node);
}

const inertWords = new Set([
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
  ts.SyntaxKind.ThisKeyword,
]);

/** Not `+` and its like: they call `valueOf` and `toString` of an object, and throw for symbols and mixed numbers. */
function isInertOperator({ operatorToken }: ts.BinaryExpression): boolean {
  return [
    ts.SyntaxKind.EqualsEqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsEqualsToken,
    ts.SyntaxKind.AmpersandAmpersandToken,
    ts.SyntaxKind.BarBarToken,
    ts.SyntaxKind.QuestionQuestionToken,
  ].includes(operatorToken.kind);
}

function isInertProperty(property: ts.ObjectLiteralElementLike): boolean {
  if (property.name && ts.isComputedPropertyName(property.name)) return false;
  return ts.isPropertyAssignment(property) ? isInert(property.initializer) : !ts.isSpreadAssignment(property);
}

function isInertClass(node: ts.ClassLikeDeclaration): boolean {
  const extended = node.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const isDecorated = ts.canHaveDecorators(node) && ts.getDecorators(node) !== undefined;
  return (
    !extended &&
    !isDecorated &&
    node.members.every(
      (member) =>
        !ts.isClassStaticBlockDeclaration(member) &&
        !(member.name && ts.isComputedPropertyName(member.name)) &&
        !(
          ts.isPropertyDeclaration(member) &&
          ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)
        ) &&
        !(ts.canHaveDecorators(member) && ts.getDecorators(member) !== undefined),
    )
  );
}
