/** What a difference changes for the rest of the project: what its files hand out, and errors that were not there before. */
import ts from "typescript-lib";
import type { AskAbout, FactsAbout } from "../../../../shared/agent/static/facts.ts";
import { staticLimits } from "../../../../shared/agent/static/limits.ts";
import { problemsOf } from "../problems.ts";
import { exportedTexts } from "./declarations.ts";
import type { TextTrial } from "./text-trial.ts";

type Changes = AskAbout<"change">["files"];
type Problem = FactsAbout<"change">["problems"][number];

const scriptName = /\.[cm]?[jt]sx?$/;

export function changeFacts(trial: TextTrial, files: Changes): FactsAbout<"change"> {
  const scripts = files.filter(({ path }) => scriptName.test(path));
  const looked = [...new Set([...scripts.map(({ path }) => path), ...dependentsOf(trial, scripts)])];
  const stateAt = (state: "before" | "after") => new Map(scripts.map((file) => [file.path, file[state]]));
  const before = trial.with(stateAt("before"), () => problemsIn(trial, looked));
  const after = trial.with(stateAt("after"), () => problemsIn(trial, looked));
  return {
    about: "change",
    exports: scripts.map(({ path, before, after }) => ({
      path,
      before: exportsOf(path, before),
      after: exportsOf(path, after),
    })),
    problems: added(before, after).slice(0, staticLimits.maxFindings),
  };
}

function exportsOf(path: string, text: string | undefined): { name: string; text: string }[] {
  if (text === undefined) return [];
  return exportedTexts(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
}

/** Files that name one of the changed ones, as an import would. */
function dependentsOf(trial: TextTrial, files: Changes): string[] {
  const stems = files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, ""));
  const named = trial.paths().filter((path) => {
    const text = scriptName.test(path) ? trial.text(path) : undefined;
    return text !== undefined && stems.some((stem) => stem !== "" && text.includes(stem));
  });
  return named.slice(0, staticLimits.maxDependents);
}

function problemsIn(trial: TextTrial, paths: readonly string[]): Problem[] {
  return paths.flatMap((path) => {
    const file = trial.open(path);
    const source = file?.program.getSourceFile(file.servicePath);
    if (!file || !source) return [];
    return problemsOf(file)
      .filter(({ severity }) => severity === "error")
      .map(({ from, message }) => ({ path, line: source.getLineAndCharacterOfPosition(from).line + 1, message }));
  });
}

/** Those that there are more of than before, wherever they stand. */
function added(before: readonly Problem[], after: readonly Problem[]): Problem[] {
  const keyOf = ({ path, message }: Problem) => `${path}\n${message}`;
  const left = new Map<string, number>();
  for (const each of before) left.set(keyOf(each), (left.get(keyOf(each)) ?? 0) + 1);
  return after.filter((each) => {
    const known = left.get(keyOf(each)) ?? 0;
    left.set(keyOf(each), known - 1);
    return known <= 0;
  });
}
