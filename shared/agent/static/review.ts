/** What a reader of a difference would want to know before all else: facts that can be seen, no opinions. */
import { addedLines, type ChangedFile, exportChanges, roleOf } from "./change.ts";
import type { CodePlace } from "./facts.ts";
import { staticLimits } from "./limits.ts";
import { inlineCode, linkTo, plainText } from "./markdown.ts";
import { type StaticLanguage, staticWords } from "./words.ts";

export interface ReviewProject {
  /** A file's text as it is after the change; undefined when there is none. */
  read(path: string): string | undefined;
  paths(): readonly string[];
}

export interface NewProblem extends CodePlace {
  message: string;
}

/** Undefined when nothing differs. */
export function review(
  changes: readonly ChangedFile[],
  problems: readonly NewProblem[],
  project: ReviewProject,
  language: StaticLanguage,
): string | undefined {
  const words = staticWords(language).review;
  const files = changes.filter(({ before, after }) => before !== after).slice(0, staticLimits.maxChangedFiles);
  if (!files.length) return undefined;
  const sections: [title: string, findings: string[]][] = [
    [words.problems, problems.map(({ path, line, message }) => `${linkTo(path, line)} ${plainText(oneLine(message))}`)],
    [words.stillUsed, files.flatMap((file) => stillUsed(file, project))],
    [words.leftOvers, files.flatMap(leftOvers)],
    [words.untested, untested(files, project)],
    [words.long, files.flatMap((file) => long(file, words))],
  ];
  const told = sections.flatMap(([title, findings]) => {
    const more = findings.length - staticLimits.maxFindings;
    const lines = findings.slice(0, staticLimits.maxFindings).map((each) => `- ${each}`);
    return findings.length
      ? [[`### ${title}`, "", ...lines, ...(more > 0 ? [`- ${words.more(more)}`] : [])].join("\n")]
      : [];
  });
  return [words.head(files.length), ...(told.length ? told : [words.nothing])].join("\n\n");
}

/** What was left in by mistake more often than not. */
const leftOver = [
  { path: /\.[cm]?[jt]sx?$/, line: /\bconsole\.(?:log|debug|trace)\(|^\s*debugger\b|\b(?:describe|it|test)\.only\(/ },
  { path: /\.py$/, line: /^\s*(?:breakpoint\(\)|import i?pdb\b|i?pdb\.set_trace\(|print\()/ },
  { path: /./, line: /\b(?:TODO|FIXME|XXX|HACK)\b|^(?:<{7}|>{7}) / },
] as const;

function leftOvers(file: ChangedFile): string[] {
  if (file.after === undefined || roleOf(file.path) === "docs") return [];
  const rules = leftOver.filter(({ path }) => path.test(file.path));
  return addedLines(file)
    .filter(({ text }) => text.length <= 2_000 && rules.some(({ line }) => line.test(text)))
    .map(({ text, line }) => `${linkTo(file.path, line)} ${inlineCode(text.trim().slice(0, 100))}`);
}

/** Files that name what is handed out no more, beside the file that it came from. */
function stillUsed(file: ChangedFile, project: ReviewProject): string[] {
  const { removed, renamed } = exportChanges(file);
  const names = [...removed, ...renamed.map(({ from }) => from)];
  const stem = file.path.slice(file.path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  if (!names.length) return [];
  return project.paths().flatMap((path) => {
    const text = path === file.path || roleOf(path) === "other" ? undefined : project.read(path);
    if (!text?.includes(stem) || !["code", "test"].includes(roleOf(path))) return [];
    const lines = text.split("\n");
    return names.flatMap((name) => {
      const at = lines.findIndex((line) => hasWord(line, name));
      return at < 0 ? [] : [`${linkTo(path, at + 1)} ${inlineCode(name)}`];
    });
  });
}

function untested(files: readonly ChangedFile[], project: ReviewProject): string[] {
  const tests = project.paths().filter((path) => roleOf(path) === "test");
  const texts = tests.slice(0, staticLimits.maxTestFiles).map((path) => project.read(path) ?? "");
  return files
    .filter(({ path }) => roleOf(path) === "code")
    .flatMap((file) => {
      const { added, changed } = exportChanges(file);
      return [...added, ...changed]
        .filter((name) => !texts.some((text) => hasWord(text, name)))
        .map((name) => `${inlineCode(name)} ${linkTo(file.path, lineOf(file.after, name))}`);
    });
}

function long(file: ChangedFile, words: ReturnType<typeof staticWords>["review"]): string[] {
  const added = addedLines(file).length;
  const lines = file.after?.split("\n").length ?? 0;
  if (roleOf(file.path) === "dependencies") return [];
  if (added > staticLimits.longChangeLines) return [`${linkTo(file.path, 1)} ${words.longChange(added)}`];
  const grew = lines > staticLimits.longFileLines && added > 0;
  return grew ? [`${linkTo(file.path, 1)} ${words.longFile(lines)}`] : [];
}

function lineOf(text: string | undefined, name: string): number {
  return Math.max(0, text?.split("\n").findIndex((line) => hasWord(line, name)) ?? 0) + 1;
}

/** The name is not a part of a longer one. */
function hasWord(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0 && name !== ""; at = text.indexOf(name, at + name.length)) {
    const around = (text[at - 1] ?? " ") + (text[at + name.length] ?? " ");
    if (!/[\w$]/.test(around)) return true;
  }
  return false;
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, " ").slice(0, 300);
}
