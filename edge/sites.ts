/** Which of our sites a Host header names. */
import { isId } from "../shared/workspace/ids.ts";
import type { EdgeConfig } from "./config.ts";

export type Site =
  | { kind: "ide" }
  | { kind: "engine"; workspace: string }
  | { kind: "preview"; workspace: string; port: number }
  /** Under the sandbox site, but no workspace's host. */
  | { kind: "no-workspace" }
  | { kind: "unknown" };

export function siteOf(host: string, config: EdgeConfig): Site {
  const name = host.toLowerCase();
  if (name === new URL(config.ideOrigin).host) return { kind: "ide" };
  const suffix = `.${new URL(config.sandboxOrigin).host}`;
  if (!name.endsWith(suffix)) return { kind: "unknown" };
  const [workspace = "", port, ...rest] = name.slice(0, -suffix.length).split("-");
  if (!isId(workspace) || rest.length > 0) return { kind: "no-workspace" };
  if (port === undefined) return { kind: "engine", workspace };
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) return { kind: "no-workspace" };
  return { kind: "preview", workspace, port: Number(port) };
}

/** The CSP source that matches every engine and preview: "http://*.sandbox.localhost:8787". */
export function sandboxSource(config: EdgeConfig): string {
  const { protocol, host } = new URL(config.sandboxOrigin);
  return `${protocol}//*.${host}`;
}
