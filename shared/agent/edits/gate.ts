/** Edits on a shadow copy that must not harm their files: the one that does is found and refused, the others are kept. */
import { agentLimits } from "../limits.ts";
import { type AppliedEdits, applyEdits, type Project, type RefusedEdit } from "./apply-edits.ts";
import type { EditOperation, EditRefusal } from "./operation.ts";

export interface EditGates {
  /** Syntax errors of a text; 0 for a language that is not known. */
  parseErrors(path: string, text: string): number;
  /** Why a file may not become that, besides its syntax. */
  objects?(path: string, before: string, after: string): EditRefusal | undefined;
}

/** As `applyEdits`, without the operations after which a file has more syntax errors than it had, or that a gate objects to. */
export function applyGated(operations: readonly EditOperation[], project: Project, gates: EditGates): AppliedEdits {
  const faultOf = faultFinder(project, gates);
  const refused: RefusedEdit[] = [];
  let kept = applyEdits([], project);
  let tries = 0;
  const take = (candidates: readonly EditOperation[]): void => {
    const tried = applyEdits([...kept.applied, ...candidates], project);
    const fault = faultOf(tried.files);
    if (!fault) {
      kept = tried;
      refused.push(...tried.refused);
      return;
    }
    tries++;
    if (candidates.length === 1 || tries > agentLimits.maxGateTries) {
      refused.push(...candidates.map((operation) => ({ operation, ...fault })));
      return;
    }
    const half = Math.ceil(candidates.length / 2);
    take(candidates.slice(0, half));
    take(candidates.slice(half));
  };
  if (operations.length) take(operations);
  return { ...kept, refused };
}

function faultFinder(project: Project, gates: EditGates) {
  const errorsBefore = new Map<string, number>();
  const fault = (path: string, text: string): EditRefusal | undefined => {
    const before = project.read(path) ?? "";
    const had = errorsBefore.get(path) ?? gates.parseErrors(path, before);
    errorsBefore.set(path, had);
    const has = gates.parseErrors(path, text);
    if (has <= had) return gates.objects?.(path, before, text);
    const message = `${path} would have ${has} syntax errors, ${had} before. Check brackets and quotes.`;
    return { code: "parse-worse", path, message };
  };
  return (files: AppliedEdits["files"]): EditRefusal | undefined => {
    for (const [path, text] of files) {
      const found = text === undefined ? undefined : fault(path, text);
      if (found) return found;
    }
    return undefined;
  };
}
