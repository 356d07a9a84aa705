/** What the pages ask of the server. */
import type { Dial } from "../../shared/access/dial.ts";
import type { LinkRole, ShareLink } from "../share/links.ts";
import type { TemplateId } from "./home/templates.ts";

export type WorkspaceRole = "owner" | "editor" | "viewer";

export interface Project {
  id: string;
  name: string;
  role: WorkspaceRole;
  /** Milliseconds. */
  updatedAt: number;
}

/** Why an answer is missing: the thing is not there (or not yours), or the server cannot be asked now. */
export type ServerFailure = "not-found" | "unreachable";
export type Answer<Value> = { ok: true; value: Value } | { ok: false; why: ServerFailure };

/** Each call answers; none throws for what a network or a server can do. */
export interface Server {
  /** The projects of this browser's guest; none, without asking further, when there is no guest yet. */
  projects(): Promise<Answer<readonly Project[]>>;
  project(id: string): Promise<Answer<Project>>;
  /** Makes a project, and a guest to own it when there is none yet. */
  createProject(name: string, template: TemplateId): Promise<Answer<Project>>;
  renameProject(id: string, name: string): Promise<Answer<Project>>;
  deleteProject(id: string): Promise<Answer<true>>;
  /** Names of the models that this server can ask. */
  models(): Promise<Answer<readonly string[]>>;
  /** The workspace that a share token opens; makes a guest when there is none yet. */
  redeem(token: string): Promise<Answer<string>>;
  /** Says what the assistant may do in a project, for everybody in it. */
  turnDial(workspaceId: string, dial: Dial): Promise<Answer<true>>;
  links(workspaceId: string): Promise<Answer<readonly ShareLink[]>>;
  createLink(workspaceId: string, role: LinkRole): Promise<Answer<{ link: ShareLink; token: string }>>;
  revokeLink(workspaceId: string, linkId: string): Promise<Answer<true>>;
}
