/** What the workspace says to its agents, read from its files as they are now. */
import { customsOf, isCustomPath, type ProjectCustoms } from "../../../shared/agent/custom/project-files.ts";
import { ProjectView, type ViewPorts } from "./project-view.ts";

export function readCustoms(ports: ViewPorts): ProjectCustoms {
  const view = new ProjectView(ports);
  const rows = view.rows().filter(({ kind, path }) => kind === "file" && isCustomPath(path));
  return customsOf(rows.map(({ path }) => ({ path, text: view.text(path) ?? "" })));
}
