/** An agent that a project defines: `.assistant/agents/<name>.md`, whose head says what it is and whose body what it does. */
import * as v from "valibot";
import { fail, type Result, succeed } from "../../lib/result.ts";
import { toolNames } from "../loop/tools.ts";
import { readFrontMatter } from "./front-matter.ts";
import { customLimits } from "./limits.ts";

export const triggers = ["manual", "on-save", "on-test-failure", "on-commit"] as const;
const tiers = ["small", "medium", "large"] as const;

/** One line without letters that nobody sees. */
const visible = (max: number) =>
  v.pipe(v.string(), v.trim(), v.maxLength(max), v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u));
const listOf = <Item extends string>(items: readonly [Item, ...Item[]]) => {
  const list = v.pipe(v.array(v.picklist(items)), v.maxLength(customLimits.maxListItems));
  return v.union([
    list,
    v.pipe(
      v.picklist(items),
      v.transform((item) => [item]),
    ),
  ]);
};

const headSchema = v.strictObject({
  name: v.pipe(visible(customLimits.maxNameChars), v.minLength(1)),
  description: v.optional(visible(customLimits.maxDescriptionChars), ""),
  /** All when left out. */
  tools: v.optional(listOf(toolNames), [...toolNames]),
  tier: v.optional(v.picklist(tiers), "large"),
  triggers: v.optional(listOf(triggers), ["manual"]),
});

export interface CustomAgent extends v.InferOutput<typeof headSchema> {
  path: string;
  /** What it is to do, in the project's words. */
  instructions: string;
}

export function readAgentFile(path: string, text: string): Result<CustomAgent, "bad-head" | "too-large"> {
  const read = readFrontMatter(text);
  if (!read.ok) return read;
  const { fields, body } = read.value;
  const fileName = path.slice(path.lastIndexOf("/") + 1).replace(/\.md$/i, "");
  const parsed = v.safeParse(headSchema, { name: fileName, ...Object.fromEntries(fields) });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return fail("bad-head", `${v.getDotPath(issue) ?? "The head"}: ${issue.message}`.slice(0, 500));
  }
  if (body === "") return fail("bad-head", "The file says nothing of what the agent is to do.");
  return succeed({ ...parsed.output, path, instructions: body });
}
