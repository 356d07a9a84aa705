/** The tools that change nothing: list, read, search. */
import type { ToolCall } from "../../../shared/agent/loop/tools.ts";
import type { ToolResult } from "../../../shared/agent/loop/transcript.ts";
import { handsLimits } from "./limits.ts";
import type { ProjectView } from "./project-view.ts";

type Arguments<Tool extends ToolCall["tool"]> = Extract<ToolCall, { tool: Tool }>["arguments"];

export function list(view: ProjectView, { path = "" }: Arguments<"list">): ToolResult {
  if (path !== "" && view.row(path)?.kind !== "folder") return noFile(path, "folder");
  const below = path === "" ? "" : `${path}/`;
  const entries = view
    .rows()
    .filter((row) => row.path.startsWith(below) && !row.path.slice(below.length).includes("/"));
  const names = entries.map((row) => (row.kind === "folder" ? `${row.path}/` : row.path));
  return said(shortened(names, handsLimits.maxListedEntries, "entries") || "The folder is empty.");
}

export function read(view: ProjectView, { path, from = 1, to }: Arguments<"read">): ToolResult {
  const text = view.text(path);
  if (text === undefined) return noFile(path, "text file");
  const lines = text.split("\n");
  if (from > lines.length) return said(`${path} has ${lines.length} lines.`);
  const wanted = lines.slice(from - 1, Math.min(to ?? lines.length, from - 1 + handsLimits.maxReadLines));
  const whole = wanted.join("\n");
  const shown = whole.slice(0, handsLimits.maxReadChars);
  const last = from - 1 + shown.split("\n").length;
  const isCut = shown.length < whole.length || last < Math.min(to ?? lines.length, lines.length);
  const head = `${path}, lines ${from} to ${last} of ${lines.length}:`;
  return said(isCut ? `${head}\n${shown}\n… read on from line ${last}` : `${head}\n${shown}`);
}

export async function search(
  view: ProjectView,
  { text, path, matchCase = false }: Arguments<"search">,
  signal: AbortSignal,
  pause: () => Promise<void>,
): Promise<ToolResult> {
  const wanted = matchCase ? text : text.toLowerCase();
  const found: string[] = [];
  let searched = 0;
  for (const row of view.rows()) {
    if (row.kind !== "file" || (path !== undefined && !row.path.startsWith(`${path}/`))) continue;
    if (++searched % handsLimits.filesAtOnce === 0) await pause();
    if (signal.aborted || found.length > handsLimits.maxMatches) break;
    const own = view.text(row.path) ?? "";
    if (!(matchCase ? own : own.toLowerCase()).includes(wanted)) continue;
    for (const [index, line] of own.split("\n").entries()) {
      if (!(matchCase ? line : line.toLowerCase()).includes(wanted)) continue;
      found.push(`${row.path}:${index + 1}: ${line.trim().slice(0, handsLimits.maxMatchChars)}`);
      if (found.length > handsLimits.maxMatches) break;
    }
  }
  if (!found.length) return said("No file holds this text.");
  return said(shortened(found, handsLimits.maxMatches, "places"));
}

export function noFile(path: string, what: string): ToolResult {
  return { ok: false, code: "not-found", text: `There is no ${what} ${path.slice(0, 500)} that an agent may see.` };
}

function said(text: string): ToolResult {
  return { ok: true, text, changes: [] };
}

function shortened(lines: readonly string[], max: number, what: string): string {
  const shown = lines.slice(0, max).join("\n");
  return lines.length > max ? `${shown}\n… more ${what} are left out.` : shown;
}
