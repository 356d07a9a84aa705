/** Golden cases of the embedded engine in languages beyond JavaScript: what it says where a file stands beside another. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { expect, it } from "vitest";
import { CompletionEngine } from "../../../shared/completion/engine.ts";
import { loadReader } from "./load-reader.ts";

const caseSchema = v.object({
  name: v.string(),
  language: v.string(),
  workspace: v.string(),
  /** The file up to the caret. */
  at: v.pipe(v.string(), v.endsWith("▮")),
  /** Null where it would be a guess. */
  line: v.nullable(v.string()),
  /** Among the first five names. */
  names: v.array(v.string()),
});

const cases: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../test/golden/embedded.json"), "utf8"),
);

it.each(v.parse(v.array(caseSchema), cases))("$language: $name", async ({ language, workspace, at, line, names }) => {
  const engine = CompletionEngine.learned(undefined);
  const reader = await loadReader(language);
  if (reader) engine.setReader(language, reader);
  engine.setFile("other", language, workspace);
  engine.refreshWorkspace("open", language);
  const request = { path: "open", language, prefix: at.slice(0, -1), suffix: "", trigger: "manual" as const };
  expect(engine.suggestLine(request)?.text ?? null).toBe(line);
  const offered = engine.suggestIdentifiers(request).map(({ text }) => text);
  expect(names.filter((name) => !offered.slice(0, 5).includes(name))).toEqual([]);
});
