/** Edits that come as the arguments of a tool call: `{"edits": [...]}`, a list, or one edit. */
import { addOperation, type ReadEdits } from "./operation.ts";

export function readToolCall(given: unknown): ReadEdits {
  const read: ReadEdits = { operations: [], refusals: [] };
  const data = typeof given === "string" ? parsed(given) : given;
  if (data === undefined) {
    read.refusals.push({ code: "bad-format", message: "The arguments are not JSON." });
    return read;
  }
  const list = Array.isArray(data) ? data : isObject(data) && Array.isArray(data["edits"]) ? data["edits"] : [data];
  for (const each of list) addOperation(read, each);
  if (!list.length) read.refusals.push({ code: "bad-format", message: "The list of edits is empty." });
  return read;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null;
}
