/** Which page an address names. Every change of page is a full navigation: the engine's client keeps its origin for a page's life. */
import { isId } from "../../shared/workspace/ids.ts";

export type Route =
  | { page: "home" }
  | { page: "workspace"; id: string }
  | { page: "join"; token: string }
  | { page: "admin" }
  | { page: "not-found" };

/** The page for `pathname` and `hash`; a malformed workspace id is no page. */
export function routeOf(pathname: string, hash: string): Route {
  if (pathname === "/") return { page: "home" };
  if (pathname === "/admin") return { page: "admin" };
  if (pathname === "/join") return { page: "join", token: hash.replace(/^#/, "") };
  const id = /^\/w\/([^/]+)\/?$/.exec(pathname)?.[1];
  return id !== undefined && isId(id) ? { page: "workspace", id } : { page: "not-found" };
}

/** The address of a workspace's page. */
export function workspaceAddress(id: string): string {
  return `/w/${id}`;
}
