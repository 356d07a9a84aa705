/** Servers of tools as the owner writes them: `GLASSHOUSE_MCP`, a JSON list. No person and no project names an address. */
import * as v from "valibot";
import { parseJson } from "../../inference/dialects/read-answer.ts";

const serversSchema = v.pipe(
  v.array(
    v.strictObject({
      name: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/, "must be a word of at most 64 letters")),
      url: v.pipe(v.string(), v.url(), v.regex(/^https?:/, "must begin with http:// or https://")),
      key: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(1_024))),
    }),
  ),
  v.maxLength(16),
);
export type McpServer = v.InferOutput<typeof serversSchema>[number];

export function readMcpSettings(variables: Readonly<Record<string, string | undefined>>): {
  servers: readonly McpServer[];
  problems: readonly string[];
} {
  const text = variables["GLASSHOUSE_MCP"]?.trim();
  if (!text) return { servers: [], problems: [] };
  const parsed = v.safeParse(serversSchema, parseJson(text));
  if (parsed.success) return { servers: parsed.output, problems: [] };
  const [issue] = parsed.issues;
  return { servers: [], problems: [`GLASSHOUSE_MCP: ${v.getDotPath(issue) ?? "it"}: ${issue.message}`] };
}
