/** What an agent can do, as data: one row a tool. A call is what a model asked for, read and found possible. */
import * as v from "valibot";
import { fail, type Result, succeed } from "../../lib/result.ts";
import { isSecretPath } from "../../models/secrets.ts";
import { normalizePath } from "../../workspace/path.ts";
import { writtenOperation } from "../edits/operation.ts";
import { loopLimits } from "./limits.ts";

const path = (what: string) => v.pipe(v.string(), v.maxLength(4_096), v.description(what));
const line = (what: string) => v.pipe(v.number(), v.integer(), v.minValue(1), v.description(what));

export const toolSchemas = {
  list: v.strictObject({ path: v.optional(path("A folder of the workspace; its top when left out.")) }),
  read: v.strictObject({
    path: path("A file of the workspace."),
    from: v.optional(line("The first line wanted, from 1.")),
    to: v.optional(line("The last line wanted.")),
  }),
  search: v.strictObject({
    text: v.pipe(v.string(), v.minLength(1), v.maxLength(1_024), v.description("Plain text, no pattern.")),
    path: v.optional(path("Only below this folder.")),
    matchCase: v.optional(v.boolean()),
  }),
  edit: v.strictObject({
    edits: v.pipe(
      v.array(writtenOperation),
      v.minLength(1),
      v.maxLength(loopLimits.maxEditsACall),
      v.description("Carried out one after another: all of them or none."),
    ),
  }),
  run: v.strictObject({
    command: v.pipe(
      v.string(),
      v.trim(),
      v.minLength(1),
      v.maxLength(loopLimits.maxCommandChars),
      v.description("A line for the shell, such as npm test."),
    ),
    seconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(loopLimits.maxCommandSeconds))),
  }),
  remote: v.strictObject({
    server: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    tool: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
    arguments: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
  diagnostics: v.strictObject({ path: v.optional(path("A file; all open problems when left out.")) }),
};

export type ToolName = keyof typeof toolSchemas;

export const toolDescriptions: Record<ToolName, string> = {
  list: "Names what is in a folder.",
  read: "Reads a file, or lines of it.",
  search: "Finds the lines of the workspace's files that hold a text.",
  edit: "Changes files: {path, search, replace}, {path, symbol, replace}, {path, content} for a new file or {path, delete: true}. The search text must stand in the file once, exactly.",
  run: "Runs a command in the workspace and gives its output and exit code. The person is asked before.",
  remote: "Calls a tool of another server, where the person is told of some. The person is asked before.",
  diagnostics: "Tells the problems that the language service finds.",
};

/** The tools for a model that is told of them in words. */
export function toolsInWords(tools: readonly ToolName[] = toolNames): string {
  return tools.map((tool) => `- ${tool} {${fieldsOf(tool)}}: ${toolDescriptions[tool]}`).join("\n");
}

export const toolNames = [
  "list",
  "read",
  "search",
  "edit",
  "run",
  "diagnostics",
  "remote",
] as const satisfies readonly ToolName[];

function fieldsOf(tool: ToolName): string {
  const fields = Object.entries(toolSchemas[tool].entries);
  return fields.map(([name, field]) => (field.type === "optional" ? `${name}?` : name)).join(", ");
}

const callOf = <Name extends ToolName>(tool: Name) =>
  v.strictObject({ id: v.pipe(v.string(), v.maxLength(64)), tool: v.literal(tool), arguments: toolSchemas[tool] });

/** A call as it travels and is stored. */
export const callSchema = v.variant("tool", [
  callOf("list"),
  callOf("read"),
  callOf("search"),
  callOf("edit"),
  callOf("run"),
  callOf("diagnostics"),
  callOf("remote"),
]);
export type ToolCall = v.InferOutput<typeof callSchema>;

/** A call as a model wrote it. */
export interface WrittenCall {
  name: string;
  /** JSON text, or what it says. */
  arguments: unknown;
}

export type CallRefusal = "unknown-tool" | "bad-arguments" | "bad-path" | "secret";

/** The call, with its paths in their accepted form, or why it cannot be: a sentence for the model. */
export function readCall(
  id: string,
  { name, arguments: written }: WrittenCall,
  tools: readonly ToolName[] = toolNames,
): Result<ToolCall, CallRefusal> {
  if (!tools.some((tool) => tool === name)) {
    const known = tools.join(", ");
    return fail("unknown-tool", `There is no tool ${JSON.stringify(name.slice(0, 100))}. The tools are: ${known}.`);
  }
  const given = argumentsOf(written);
  if (given === undefined) return fail("bad-arguments", `The arguments of ${name} are no JSON object, or too long.`);
  const placed = withPaths(given);
  if (!placed.ok) return placed;
  const parsed = v.safeParse(callSchema, { id, tool: name, arguments: placed.value });
  if (parsed.success) return succeed(parsed.output);
  const [issue] = parsed.issues;
  return fail("bad-arguments", `The arguments of ${name} do not fit: ${v.getDotPath(issue) ?? ""}: ${issue.message}`);
}

/** Paths that a call names. */
export function pathsOf(call: ToolCall): string[] {
  if (call.tool === "edit") return call.arguments.edits.map(({ path }) => path);
  if (call.tool === "run" || call.tool === "remote" || call.arguments.path === undefined) return [];
  return [call.arguments.path];
}

type Fields = Record<string, unknown>;

function argumentsOf(given: unknown): Fields | undefined {
  const value = typeof given === "string" ? parsedJson(given) : (given ?? {});
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function parsedJson(text: string): unknown {
  if (text.trim() === "") return {};
  if (text.length > loopLimits.maxArgumentsChars) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Said to the model, which writes it again.
    return undefined;
  }
}

/** The same with every path as the workspace writes it; what is no path is left for the schema to refuse. */
function withPaths({ path, edits, ...others }: Fields): Result<Fields, CallRefusal> {
  const fields: Fields = { ...others };
  if (Array.isArray(edits)) {
    const placed: unknown[] = [];
    for (const edit of edits.slice(0, loopLimits.maxEditsACall + 1)) {
      const own = withPaths(Object(edit));
      if (!own.ok) return own;
      placed.push(own.value);
    }
    fields["edits"] = placed;
  } else if (edits !== undefined) fields["edits"] = edits;
  if (typeof path !== "string") return succeed(path === undefined ? fields : { ...fields, path });
  // The top of the workspace, as models write it.
  if (/^\s*(?:\.?\/?)\s*$/.test(path)) return succeed(fields);
  const normal = normalizePath(path.trim());
  if (!normal.ok) return fail("bad-path", `${JSON.stringify(path.slice(0, 200))}: ${normal.message}`);
  if (isSecretPath(normal.value)) {
    return fail("secret", `${normal.value.slice(0, 200)} may hold secrets: no model reads or writes it.`);
  }
  return succeed({ ...fields, path: normal.value });
}
