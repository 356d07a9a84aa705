/** The assistant's tasks without a model: from a task to what static analysis can honestly say or change. */
import * as v from "valibot";
import type { EditOperation } from "../../shared/agent/edits/operation.ts";
import type { ChangedFile } from "../../shared/agent/static/change.ts";
import { commented } from "../../shared/agent/static/comment.ts";
import { commitMessage } from "../../shared/agent/static/commit-message.ts";
import { explained } from "../../shared/agent/static/explain.ts";
import { type AskAbout, type FactsAbout, type StaticAsk, staticFactsSchema } from "../../shared/agent/static/facts.ts";
import { staticLimits } from "../../shared/agent/static/limits.ts";
import { type Passage, passagesTold } from "../../shared/agent/static/passages.ts";
import { type NewProblem, type ReviewProject, review } from "../../shared/agent/static/review.ts";
import { type CharacterisationTrial, type TestsProject, testsFor } from "../../shared/agent/static/tests-task.ts";
import { fixed, tidied } from "../../shared/agent/static/tidy.ts";
import { type StaticLanguage, staticWords } from "../../shared/agent/static/words.ts";
import type { TaskName } from "../../shared/agent/tasks.ts";
import type { AnswerOf } from "../../shared/language/answers.ts";
import type { QuestionOf } from "../../shared/language/provider.ts";

export interface StaticTaskInput {
  path: string;
  /** Offsets of what is selected; all of the file when left out. */
  range?: { from: number; to: number } | undefined;
  /** A question in the person's own words. */
  request?: string | undefined;
  /** For a review and a commit message: the files that differ. `path` may be any of them. */
  changes?: readonly ChangedFile[] | undefined;
  language: StaticLanguage;
}

export type StaticTaskAnswer =
  | { kind: "markdown"; text: string }
  | { kind: "edits"; operations: EditOperation[]; notes: string[]; trial?: CharacterisationTrial }
  /** Why there is nothing to show, for the user. */
  | { kind: "nothing"; reason: string };

export interface StaticTaskParts {
  /** Passages of the workspace that share words with a question, the best first. */
  search(request: string): Promise<readonly Passage[]>;
  project: TestsProject & ReviewProject;
  service: { ask(question: QuestionOf<"static">, signal: AbortSignal): Promise<AnswerOf<"static"> | undefined> };
}

/** Never rejects for what the project holds; a question called off is answered with "nothing". */
export async function runStaticTask(
  task: TaskName,
  input: StaticTaskInput,
  parts: StaticTaskParts,
  signal: AbortSignal,
): Promise<StaticTaskAnswer> {
  const words = staticWords(input.language);
  const ask = <About extends StaticAsk["about"]>(question: AskAbout<About>) =>
    askFacts(question, input.path, parts, signal);
  switch (task) {
    case "explain": {
      if (!isScript(input.path)) return nothing(words.nothing.language);
      const facts = await ask<"symbols">({ about: "symbols", ...(input.range && { range: input.range }) });
      if (!facts) return nothing(words.nothing.noFile);
      const text = explained(input.path, facts, input.language);
      return text === undefined ? nothing(words.nothing.noSymbols) : { kind: "markdown", text };
    }
    case "comment": {
      if (!isScript(input.path)) return nothing(words.nothing.language);
      const facts = await ask<"undocumented">({ about: "undocumented", ...(input.range && { range: input.range }) });
      if (!facts) return nothing(words.nothing.noFile);
      const { operations, notes } = commented(input.path, facts, input.language);
      if (operations.length || notes.length) return { kind: "edits", operations, notes };
      return nothing(facts.looked ? words.nothing.noUndocumented : words.nothing.noExports);
    }
    case "optimise": {
      if (!isScript(input.path)) return nothing(words.nothing.language);
      const facts = await ask<"tidy">({ about: "tidy", ...(input.range && { range: input.range }) });
      if (!facts) return nothing(words.nothing.noFile);
      const answer = tidied(facts, input.language);
      return answer.notes.length ? { kind: "edits", ...answer } : nothing(words.nothing.tidy);
    }
    case "fix": {
      if (!isScript(input.path)) return nothing(words.nothing.language);
      const facts = await ask<"fixes">({ about: "fixes", ...(input.range && { range: input.range }) });
      if (!facts) return nothing(words.nothing.noFile);
      const answer = fixed(facts, input.language);
      return answer.notes.length ? { kind: "edits", ...answer } : nothing(words.nothing.noErrors);
    }
    case "tests": {
      if (!isScript(input.path)) return nothing(words.nothing.language);
      const facts = await ask<"testable">({ about: "testable", ...(input.range && { range: input.range }) });
      if (!facts) return nothing(words.nothing.noFile);
      if (!facts.functions.length) return nothing(words.nothing.noFunctions);
      return { kind: "edits", ...testsFor(input.path, facts, parts.project, input.language) };
    }
    case "commit":
    case "review": {
      const changes = await withExports(input.changes ?? [], ask);
      const text =
        task === "commit"
          ? commitMessage(changes.files, input.language)
          : review(changes.files, changes.problems, parts.project, input.language);
      return text === undefined ? nothing(words.nothing.noChange) : { kind: "markdown", text };
    }
    case "chat": {
      const text = passagesTold(await parts.search(input.request ?? ""), input.language);
      return text === undefined ? nothing(words.nothing.noPassages) : { kind: "markdown", text };
    }
    default:
      return nothing(words.nothing.model);
  }
}

/** What the language service knows of the files; without it the rest is told. */
async function withExports(
  changes: readonly ChangedFile[],
  ask: (question: AskAbout<"change">) => Promise<FactsAbout<"change"> | undefined>,
): Promise<{ files: ChangedFile[]; problems: NewProblem[] }> {
  const differing = changes.filter(({ before, after }) => before !== after).slice(0, staticLimits.maxChangedFiles);
  const files = differing.map(({ path, before, after }) => ({
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  }));
  const facts = files.length ? await ask({ about: "change", files }) : undefined;
  const exports = new Map(facts?.exports.map((each) => [each.path, each]));
  return {
    files: differing.map((file) => {
      const own = exports.get(file.path);
      return own ? { ...file, exports: own } : file;
    }),
    problems: facts?.problems ?? [],
  };
}

async function askFacts<About extends StaticAsk["about"]>(
  question: AskAbout<About>,
  path: string,
  { service }: StaticTaskParts,
  signal: AbortSignal,
): Promise<FactsAbout<About> | undefined> {
  const answer = await service.ask({ kind: "static", path, ask: question }, signal);
  const parsed = v.safeParse(staticFactsSchema, answer?.facts);
  return parsed.success && isAbout(parsed.output, question.about) ? parsed.output : undefined;
}

function isAbout<About extends StaticAsk["about"]>(
  facts: FactsAbout<StaticAsk["about"]>,
  about: About,
): facts is FactsAbout<About> {
  return facts.about === about;
}

function nothing(reason: string): StaticTaskAnswer {
  return { kind: "nothing", reason };
}

function isScript(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}
