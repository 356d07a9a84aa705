import { describe, expect, it } from "vitest";
import { type AccessRole, accessRoles, can, type Operation, operations, strongest, wireRole } from "./can.ts";

/** The promise in full: what each role may do. A change here is a change of what a shared link gives. */
const promised: Record<AccessRole, readonly Operation[]> = {
  owner: operations,
  editor: [
    "read",
    "edit",
    "rename",
    "run",
    "complete",
    "chat",
    "agent",
    "links",
    "export",
    "history",
    "read-blob",
    "write-blob",
    "presence",
  ],
  viewer: ["read", "run", "export", "read-blob", "presence"],
  "link-edit": [
    "read",
    "edit",
    "run",
    "complete",
    "chat",
    "agent",
    "export",
    "history",
    "read-blob",
    "write-blob",
    "presence",
  ],
  "link-view": ["read", "run", "export", "read-blob", "presence"],
  revoked: [],
  anonymous: [],
};

describe("who may do what", () => {
  it.each(accessRoles)("%s may do what is promised and nothing else", (role) => {
    const allowed = operations.filter((operation) => can(role, operation));
    expect(allowed.toSorted()).toEqual([...promised[role]].sort());
  });

  it("what is not listed is denied", () => {
    const forged: string[] = ["constructor", "__proto__", "root", ""];
    // A role or operation that came from a row or a socket could be any string.
    expect(forged.map((name) => can(name as AccessRole, "read"))).toEqual([false, false, false, false]);
    expect(forged.map((name) => can("owner", name as Operation))).toEqual([false, false, false, false]);
  });

  it("several reasons give the strongest role; none gives none", () => {
    expect(strongest(["link-view", "link-edit"])).toBe("link-edit");
    expect(strongest(["link-edit", "owner"])).toBe("owner");
    expect(strongest([])).toBe("anonymous");
  });

  it("the wire knows three roles, and no role for those without access", () => {
    expect(accessRoles.map(wireRole)).toEqual(["owner", "editor", "viewer", "editor", "viewer", undefined, undefined]);
  });
});
