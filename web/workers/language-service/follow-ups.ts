/** What an edit of a declaration asks for at other places: uses of the old name, calls with the old parameters. */
import ts from "typescript-lib";
import type { FollowUp, FollowUpsAnswer } from "../../../shared/language/answers.ts";
import { languageLimits } from "../../../shared/language/limits.ts";
import { changedArguments, type PastEdit } from "./changed-arguments.ts";
import { toWorkspacePath } from "./files.ts";
import type { OpenFile } from "./projects.ts";

/** `before` and `now` open the file as it was and as it is; only one of them is in use at a time. */
export function followUpsOf(
  edit: PastEdit,
  before: () => OpenFile | undefined,
  now: () => OpenFile | undefined,
): FollowUpsAnswer | undefined {
  const was = before();
  const old = was?.program.getSourceFile(was.servicePath);
  if (!was || !old) return undefined;
  const name = declaredNameAt(old, edit);
  const renamed = name && newNameOf(name, old, edit);
  if (name && renamed !== undefined) return answer("rename", renameEdits(was, name, renamed), was, edit);
  return answer("signature", changedArguments(was, old, edit, now), was, edit);
}

/** Edits of the file itself are where they are to be made in it as it is now. */
function answer(
  cause: FollowUpsAnswer["cause"],
  found: readonly FollowUp[],
  { servicePath }: OpenFile,
  { from, to, inserted }: PastEdit,
): FollowUpsAnswer | undefined {
  const own = toWorkspacePath(servicePath);
  const edits = found.flatMap((each): FollowUp[] => {
    if (each.path !== own || each.to < from) return [each];
    const by = inserted.length - (to - from);
    return each.from > to ? [{ ...each, from: each.from + by, to: each.to + by }] : [];
  });
  return edits.length ? { kind: "follow-ups", cause, edits: edits.slice(0, languageLimits.maxFollowUps) } : undefined;
}

/** The name that is declared where the edit is; one that stands for another file's, or for a property's, is none. */
function declaredNameAt(file: ts.SourceFile, { from, to }: PastEdit): ts.Identifier | ts.PrivateIdentifier | undefined {
  const find = (node: ts.Node): ts.Node | undefined =>
    ts.forEachChild(node, (child) => (child.pos <= from && to <= child.end ? find(child) : undefined)) ??
    (ts.isMemberName(node) && node.getStart(file) <= from && to <= node.end ? node : undefined);
  const found = find(file);
  if (!found || !ts.isMemberName(found)) return undefined;
  const { parent } = found;
  const declares = "name" in parent && parent.name === found && !ts.isPropertyAccessExpression(parent);
  const borrowed =
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isBindingElement(parent) && !parent.propertyName && ts.isObjectBindingPattern(parent.parent));
  return declares && !borrowed ? found : undefined;
}

/** Undefined when what stands there now is no name, or the same. */
function newNameOf(name: ts.Node, file: ts.SourceFile, { from, to, inserted }: PastEdit): string | undefined {
  const old = file.text.slice(name.getStart(file), name.end);
  const now = file.text.slice(name.getStart(file), from) + inserted + file.text.slice(to, name.end);
  return now !== old && /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(now) ? now : undefined;
}

function renameEdits({ service, servicePath, program }: OpenFile, name: ts.Node, renamed: string): FollowUp[] {
  const places = service.findRenameLocations(servicePath, name.getStart(), false, false, {
    providePrefixAndSuffixTextForRename: true,
  });
  return (places ?? []).flatMap(({ fileName, textSpan: { start, length }, prefixText = "", suffixText = "" }) => {
    const path = toWorkspacePath(fileName);
    const old = program.getSourceFile(fileName)?.text.slice(start, start + length);
    if (path === undefined || old === undefined || (fileName === servicePath && start === name.getStart())) return [];
    return [{ path, from: start, to: start + length, old, insert: prefixText + renamed + suffixText }];
  });
}
