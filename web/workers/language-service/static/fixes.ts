/** Quick fixes that were tried out: the error goes, and no other comes. */
import ts from "typescript-lib";
import type { ChangedText, FactsAbout } from "../../../../shared/agent/static/facts.ts";
import { staticLimits } from "../../../../shared/agent/static/limits.ts";
import { inOrder } from "../../../../shared/agent/static/operations.ts";
import { toWorkspacePath } from "../files.ts";
import type { OpenFile } from "../projects.ts";
import { fixPreferences, formatOf, textChanges } from "./format.ts";
import type { TextTrial } from "./text-trial.ts";

type Facts = FactsAbout<"fixes">;

export function fixFacts(
  trial: TextTrial,
  path: string,
  range: { from: number; to: number } | undefined,
): Facts | undefined {
  const file = trial.open(path);
  if (!file) return undefined;
  const facts: Facts = { about: "fixes", files: [], done: [], left: [] };
  const source = file.program.getSourceFile(file.servicePath);
  for (const diagnostic of errorsIn(file, range).slice(0, staticLimits.maxFixes)) {
    const { start = 0, code } = diagnostic;
    const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
    const known = trial.errorsAfter(path, facts.files);
    const chosen = candidatesFor(trial, path, diagnostic).find(({ changes }) => {
      const files = joined(facts.files, changes);
      return files !== undefined && removes(trial, path, files, known, code);
    });
    // A fix before this one may have taken it along.
    if (chosen) {
      facts.files = joined(facts.files, chosen.changes) ?? facts.files;
      facts.done.push({ description: chosen.description, message, line });
    } else if (known.some((error) => error.code === code && error.message === message))
      facts.left.push({ message, line });
  }
  return facts;
}

function errorsIn(
  { service, servicePath }: OpenFile,
  range: { from: number; to: number } | undefined,
): ts.Diagnostic[] {
  return [...service.getSyntacticDiagnostics(servicePath), ...service.getSemanticDiagnostics(servicePath)].filter(
    ({ category, start = 0, length = 0 }) =>
      category === ts.DiagnosticCategory.Error && (!range || (start <= range.to && range.from <= start + length)),
  );
}

function removes(
  trial: TextTrial,
  path: string,
  files: readonly ChangedText[],
  known: readonly { code: number }[],
  code: number,
): boolean {
  const others = files.map((file) => file.path).filter((each) => each !== path);
  const before = known.length + trial.errors(others).length;
  const after = trial.errorsAfter(path, files);
  const count = (errors: readonly { code: number }[]) => errors.filter((error) => error.code === code).length;
  return after.length < before && count(after) < count(known);
}

interface Candidate {
  description: string;
  changes: ChangedText[];
}

/** What names the right thing goes before what declares the wrong one. */
function rank(fixName: string): number {
  if (fixName === "import" || fixName === "spelling") return 0;
  return /Missing/.test(fixName) ? 2 : 1;
}

/** `disableJsDiagnostics` only silences; what wants a command run is not a change of text. */
function candidatesFor(trial: TextTrial, path: string, { code, start = 0, length = 0 }: ts.Diagnostic): Candidate[] {
  const file = trial.open(path);
  if (!file) return [];
  const { service, servicePath, text } = file;
  return service
    .getCodeFixesAtPosition(servicePath, start, start + length, [code], formatOf(text), fixPreferences)
    .filter(({ fixName, commands }) => fixName !== "disableJsDiagnostics" && !commands?.length)
    .sort((one, other) => rank(one.fixName) - rank(other.fixName))
    .slice(0, staticLimits.maxCandidates)
    .flatMap(({ description, changes }) => {
      const files = changes.map((change) => changedFile(trial, change));
      const known = files.filter((each) => each !== undefined);
      // `any` silences the error and those that were to come.
      const isHonest = !known.some((each) => each.changes.some(({ insert }) => /\bany\b/.test(insert)));
      return isHonest && known.length === files.length ? [{ description, changes: known }] : [];
    });
}

function changedFile(
  trial: TextTrial,
  { fileName, textChanges: changes, isNewFile }: ts.FileTextChanges,
): ChangedText | undefined {
  const path = toWorkspacePath(fileName);
  const text = path === undefined ? undefined : trial.text(path);
  return path === undefined || text === undefined || isNewFile
    ? undefined
    : { path, text, changes: textChanges(changes) };
}

/** Both sets of changes, undefined where they are in each other's way. */
function joined(files: readonly ChangedText[], more: readonly ChangedText[]): ChangedText[] | undefined {
  const result = new Map(files.map((file) => [file.path, file]));
  for (const file of more) {
    const before = result.get(file.path)?.changes ?? [];
    const changes = inOrder([...before, ...file.changes]);
    if (changes.length < before.length + file.changes.length) return undefined;
    result.set(file.path, { ...file, changes });
  }
  return [...result.values()];
}
