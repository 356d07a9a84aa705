/** What a call does to the world, and whether a person must say yes to exactly that before. */
import { canonicalJson } from "./canonical-json.ts";
import { pathsOf, type ToolCall } from "./tools.ts";

export const effects = ["read", "edit", "delete", "protected", "run", "remote"] as const;
export type Effect = (typeof effects)[number];

/** What the person chose for this run; a run cannot change it. */
export interface ApprovalSettings {
  edits: "ask" | "allow";
}

/** The gravest thing that the call does. */
export function effectOf(call: ToolCall): Effect {
  if (call.tool === "run" || call.tool === "remote") return call.tool;
  if (call.tool !== "edit") return "read";
  if (pathsOf(call).some(isProtectedPath)) return "protected";
  return call.arguments.edits.some((edit) => "delete" in edit) ? "delete" : "edit";
}

export function needsApproval(call: ToolCall, { edits }: ApprovalSettings): boolean {
  const effect = effectOf(call);
  return effect !== "read" && !(effect === "edit" && edits === "allow");
}

/** An approval is for this call of this run with these arguments, and for nothing else; `hash` is SHA-256. */
export function approvalHash(run: string, call: ToolCall, hash: (text: string) => string): string {
  return hash(canonicalJson({ run, call }));
}

/**
 * What decides what runs by itself or what the assistant may do: hidden files and folders (`.assistant`, `.github`, `.npmrc`),
 * rules for agents, manifests with their scripts, lock files, settings of tools.
 */
export function isProtectedPath(path: string): boolean {
  const names = path.toLowerCase().split("/");
  const name = names.at(-1) ?? "";
  return names.some((each) => each.startsWith(".")) || protectedName.test(name);
}

const protectedName =
  /^(?:agents\.md|package\.json|npm-shrinkwrap\.json|.*\.lock|.*lock\.(?:json|ya?ml)|bun\.lockb|makefile|(?:docker|proc|jenkins|gem|rake)file.*|[jt]sconfig.*\.json|wrangler\..*|pyproject\.toml|setup\.(?:py|cfg)|.*\.config\.[\w.]+|.*rc(?:\.[\w]+)?)$/;
