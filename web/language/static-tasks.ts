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
import { assertNever } from "../../shared/lib/assert-never.ts";

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
  const { language } = input;
  const words = staticWords(language).nothing;
  const ask: Ask = (question) => askFacts(question, input.path, parts, signal);
  switch (task) {
    case "explain":
    case "comment":
    case "tests":
    case "optimise":
    case "fix":
      return /\.[cm]?[jt]sx?$/.test(input.path) ? runScriptTask(task, input, parts, ask) : nothing(words.language);
    case "commit": {
      const { files } = await withExports(input.changes ?? [], ask);
      return markdown(commitMessage(files, language), words.noChange);
    }
    case "review": {
      const { files, problems } = await withExports(input.changes ?? [], ask);
      return markdown(review(files, problems, parts.project, language), words.noChange);
    }
    case "chat":
      return markdown(passagesTold(await parts.search(input.request ?? ""), language), words.noPassages);
    default:
      return nothing(words.model);
  }
}

type Ask = <About extends StaticAsk["about"]>(question: AskAbout<About>) => Promise<FactsAbout<About> | undefined>;
type ScriptTask = "explain" | "comment" | "tests" | "optimise" | "fix";

async function runScriptTask(
  task: ScriptTask,
  { path, range, language }: StaticTaskInput,
  { project }: StaticTaskParts,
  ask: Ask,
): Promise<StaticTaskAnswer> {
  const words = staticWords(language).nothing;
  const within = range && { range };
  switch (task) {
    case "explain": {
      const facts = await ask<"symbols">({ about: "symbols", ...within });
      return facts ? markdown(explained(path, facts, language), words.noSymbols) : nothing(words.noFile);
    }
    case "comment": {
      const facts = await ask<"undocumented">({ about: "undocumented", ...within });
      if (!facts) return nothing(words.noFile);
      return edits(commented(path, facts, language), facts.looked ? words.noUndocumented : words.noExports);
    }
    case "tests": {
      const facts = await ask<"testable">({ about: "testable", ...within });
      if (!facts) return nothing(words.noFile);
      if (!facts.functions.length) return nothing(words.noFunctions);
      return { kind: "edits", ...testsFor(path, facts, project, language) };
    }
    case "optimise": {
      const facts = await ask<"tidy">({ about: "tidy", ...within });
      return facts ? edits(tidied(facts, language), words.tidy) : nothing(words.noFile);
    }
    case "fix": {
      const facts = await ask<"fixes">({ about: "fixes", ...within });
      return facts ? edits(fixed(facts, language), words.noErrors) : nothing(words.noFile);
    }
    default:
      return assertNever(task);
  }
}

function markdown(text: string | undefined, otherwise: string): StaticTaskAnswer {
  return text === undefined ? nothing(otherwise) : { kind: "markdown", text };
}

/** Edits always say what they do; where nothing is said there is nothing. */
function edits(found: { operations: EditOperation[]; notes: string[] }, otherwise: string): StaticTaskAnswer {
  return found.notes.length ? { kind: "edits", ...found } : nothing(otherwise);
}

/** What the language service knows of the files; without it the rest is told. */
async function withExports(
  changes: readonly ChangedFile[],
  ask: Ask,
): Promise<{ files: ChangedFile[]; problems: NewProblem[] }> {
  const differing = changes.filter(({ before, after }) => before !== after).slice(0, staticLimits.maxChangedFiles);
  const files = differing.map(({ path, before, after }) => ({
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  }));
  const facts = files.length ? await ask<"change">({ about: "change", files }) : undefined;
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
