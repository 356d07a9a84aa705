/** Who may do what with a workspace. The table is the whole truth: what it does not list is denied. */
import type { Role } from "../protocol/control.ts";

/** `link-edit` and `link-view` came through a share link; `revoked` had access once; `anonymous` has no session or no relation. */
export const accessRoles = ["owner", "editor", "viewer", "link-edit", "link-view", "revoked", "anonymous"] as const;
export type AccessRole = (typeof accessRoles)[number];

export const operations = [
  "read",
  "edit",
  "rename",
  "delete",
  "run",
  "complete",
  "chat",
  "agent",
  "share",
  "links",
  "revoke",
  "invite",
  "export",
  "settings",
  "history",
  "read-blob",
  "write-blob",
  "presence",
] as const;
export type Operation = (typeof operations)[number];

const look: readonly Operation[] = ["read", "run", "read-blob", "presence", "export"];
const write: readonly Operation[] = [...look, "edit", "write-blob", "complete", "chat", "agent"];

const table: Record<AccessRole, ReadonlySet<Operation>> = {
  owner: new Set(operations),
  editor: new Set([...write, "rename", "history", "links"]),
  viewer: new Set(look),
  "link-edit": new Set([...write, "history"]),
  "link-view": new Set(look),
  revoked: new Set(),
  anonymous: new Set(),
};

/** Whether `role` may do `operation`; anything unknown may not. */
export function can(role: AccessRole, operation: Operation): boolean {
  return Object.hasOwn(table, role) && table[role].has(operation);
}

/** The role as the wire names it, or undefined for those who have no access. */
export function wireRole(role: AccessRole): Role | undefined {
  if (role === "owner" || role === "editor" || role === "viewer") return role;
  if (role === "link-edit") return "editor";
  return role === "link-view" ? "viewer" : undefined;
}

/** The strongest of several reasons to have access. */
export function strongest(roles: readonly AccessRole[]): AccessRole {
  return strength.find((role) => roles.includes(role)) ?? "anonymous";
}

const strength: readonly AccessRole[] = ["owner", "editor", "link-edit", "viewer", "link-view", "revoked", "anonymous"];
