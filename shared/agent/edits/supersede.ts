/** Edits of two answers to one question: where both are about the same lines, the later answer counts. */
import type { Project } from "./apply-edits.ts";
import { findText } from "./find-text.ts";
import type { EditOperation } from "./operation.ts";

/** The earlier operations that the later ones do not replace. */
export function notSuperseded(
  earlier: readonly EditOperation[],
  later: readonly EditOperation[],
  project: Project,
): EditOperation[] {
  const taken = later.map((operation) => ({ operation, lines: landingOf(operation, project) }));
  return earlier.filter((operation) => {
    const own = landingOf(operation, project);
    return !taken.some((other) => {
      if (operation.path !== other.operation.path) return false;
      if (isSame(operation, other.operation)) return true;
      return own !== undefined && other.lines !== undefined && own.from < other.lines.to && other.lines.from < own.to;
    });
  });
}

/** Each operation once: a model that says an edit twice means it once. */
export function withoutDoubles(operations: readonly EditOperation[]): EditOperation[] {
  const seen = new Set<string>();
  return operations.filter((operation) => {
    const key = keyOf(operation);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export function isSame(one: EditOperation, other: EditOperation): boolean {
  return one.path === other.path && keyOf(one) === keyOf(other);
}

function keyOf(operation: EditOperation): string {
  return JSON.stringify(Object.entries(operation).sort());
}

/** What of the file as it stands an operation takes the place of; undefined where it builds upon another one. */
function landingOf(operation: EditOperation, project: Project): { from: number; to: number } | undefined {
  const { path } = operation;
  const text = project.read(path);
  if (operation.kind === "write" || operation.kind === "delete") return { from: 0, to: Number.POSITIVE_INFINITY };
  if (text === undefined) return undefined;
  if (operation.kind === "symbol") return project.symbolAt(path, text, operation.symbol);
  const found = findText(text, operation.search);
  return found.kind === "one" ? found.place : undefined;
}
