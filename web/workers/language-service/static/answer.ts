/** Facts for the assistant's tasks without a model. */
import * as v from "valibot";
import { type StaticAsk, type StaticFacts, staticAskSchema } from "../../../../shared/agent/static/facts.ts";
import type { AnswerOf } from "../../../../shared/language/answers.ts";
import type { QuestionOf } from "../../../../shared/language/provider.ts";
import { assertNever } from "../../../../shared/lib/assert-never.ts";
import type { ProjectFiles } from "../files.ts";
import type { OpenFile, Projects } from "../projects.ts";
import { symbolFacts } from "./symbol-facts.ts";
import { undocumentedFacts } from "./undocumented.ts";

export function staticAnswer(
  { path, ask }: QuestionOf<"static">,
  _files: ProjectFiles,
  projects: Projects,
): AnswerOf<"static"> | undefined {
  const parsed = v.safeParse(staticAskSchema, ask);
  const file = parsed.success && !path.endsWith(".json") ? projects.open(path) : undefined;
  return parsed.success && file ? { kind: "static", facts: factsOf(parsed.output, file) } : undefined;
}

function factsOf(ask: StaticAsk, file: OpenFile): StaticFacts | undefined {
  switch (ask.about) {
    case "symbols":
      return symbolFacts(file, ask.range);
    case "undocumented":
      return undocumentedFacts(file, ask.range);
    default:
      return assertNever(ask);
  }
}
