import { readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { ContextQuestion } from "../../../shared/context/messages.ts";
import { importsOf } from "../../../shared/models/file-outline.ts";
import { ContextIndex } from "./context-index.ts";
import { gatherContext } from "./gather.ts";

const folder = new URL("../../../test/golden/context/", import.meta.url);
const file = v.strictObject({ path: v.string(), text: v.string() });
const caseSchema = v.strictObject({
  name: v.string(),
  /** Path → text; ▮ is the caret, FILL a comment that is too long for a snippet. */
  files: v.record(v.string(), v.string()),
  edits: v.optional(v.array(file), []),
  tabs: v.optional(v.array(v.string()), []),
  sends: v.array(file),
});

function indexOf(files: Record<string, string>): {
  index: ContextIndex;
  question: Omit<ContextQuestion, "edits" | "tabs">;
} {
  const index = new ContextIndex();
  let question = { path: "", imports: "", prefix: "", suffix: "" };
  for (const [path, written] of Object.entries(files)) {
    const [prefix = "", suffix] = written.replaceAll("FILL", "x".repeat(500)).split("▮");
    index.set(path, prefix + (suffix ?? ""));
    if (suffix !== undefined) question = { path, imports: importsOf(prefix, 20_000), prefix, suffix };
  }
  return { index, question };
}

describe.each(readdirSync(folder))("%s", (name) => {
  const cases = v.parse(v.array(caseSchema), JSON.parse(readFileSync(new URL(name, folder), "utf8")));
  it.each(cases)("$name", ({ files, edits, tabs, sends }) => {
    const { index, question } = indexOf(files);
    expect(gatherContext(index, { ...question, edits, tabs })).toEqual(sends);
  });
});
