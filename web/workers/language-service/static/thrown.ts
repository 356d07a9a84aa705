/** What a function throws by its own statements: the names of the errors that are made there. */
import ts from "typescript-lib";

export function thrownBy(body: ts.SignatureDeclaration): { name: string; at: number }[] {
  const found = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isThrowStatement(node)) {
      const { expression } = node;
      const isNew = ts.isNewExpression(expression) && ts.isIdentifier(expression.expression);
      const name = isNew ? expression.expression.getText() : expression.getText().split("\n")[0]?.slice(0, 60);
      if (name && !found.has(name)) found.set(name, node.getStart());
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return [...found].map(([name, at]) => ({ name, at }));
}

/** Only names of classes belong into a comment. */
export function thrownClasses(body: ts.SignatureDeclaration): string[] {
  return thrownBy(body).flatMap(({ name }) => (/^[A-Z][\w$]*$/.test(name) ? [name] : []));
}
