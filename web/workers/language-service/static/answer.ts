/** Facts for the assistant's tasks without a model. */
import * as v from "valibot";
import { type StaticAsk, type StaticFacts, staticAskSchema } from "../../../../shared/agent/static/facts.ts";
import type { AnswerOf } from "../../../../shared/language/answers.ts";
import type { QuestionOf } from "../../../../shared/language/provider.ts";
import { assertNever } from "../../../../shared/lib/assert-never.ts";
import type { ProjectFiles } from "../files.ts";
import type { Projects } from "../projects.ts";
import { changeFacts } from "./change-facts.ts";
import { fixFacts } from "./fixes.ts";
import { symbolFacts } from "./symbol-facts.ts";
import { testableFacts } from "./testable.ts";
import { TextTrial } from "./text-trial.ts";
import { tidyFacts } from "./tidy.ts";
import { undocumentedFacts } from "./undocumented.ts";

export function staticAnswer(
  { path, ask }: QuestionOf<"static">,
  files: ProjectFiles,
  projects: Projects,
): AnswerOf<"static"> | undefined {
  const parsed = v.safeParse(staticAskSchema, ask);
  if (!parsed.success || (path.endsWith(".json") && parsed.output.about !== "change")) return undefined;
  const facts = factsOf(parsed.output, path, new TextTrial(files, projects));
  return facts && { kind: "static", facts };
}

function factsOf(ask: StaticAsk, path: string, trial: TextTrial): StaticFacts | undefined {
  if (ask.about === "change") return changeFacts(trial, ask.files);
  const file = trial.open(path);
  if (!file) return undefined;
  switch (ask.about) {
    case "symbols":
      return symbolFacts(file, ask.range);
    case "undocumented":
      return undocumentedFacts(file, ask.range);
    case "tidy":
      return tidyFacts(trial, path, ask.range);
    case "testable":
      return testableFacts(file, ask.range);
    case "fixes":
      return fixFacts(trial, path, ask.range);
    default:
      return assertNever(ask);
  }
}
