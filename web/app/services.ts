/** The platform behind the pages: server, sync and engine, each behind the interface that the pages use. */
import type { EngineSession } from "../runtime/engine.ts";
import { Api } from "../sync/api.ts";
import type { WorkspaceSession } from "../sync/session.ts";
import { apiServer } from "./api-server.ts";
import type { Server } from "./server.ts";

export interface Services {
  server: Server;
  /** The server's API, for what only one part of a page asks. */
  api: Api;
  /** Fetches the code that a project needs, ahead of opening it. */
  prepareWorkspace(): void;
  openWorkspace(workspaceId: string): Promise<WorkspaceSession>;
  startEngine(session: WorkspaceSession): Promise<EngineSession>;
}

/** The services of a real browser; sync and engine arrive with the first project. */
export function browserServices(): Services {
  const api = new Api((path, init) => fetch(path, init));
  return {
    server: apiServer(api),
    api,
    prepareWorkspace: () => void loadSync(),
    async openWorkspace(workspaceId) {
      const [{ openWorkspace }, { browserPorts }] = await loadSync();
      return openWorkspace({ workspaceId, ports: browserPorts({ api, ideOrigin: location.origin }) });
    },
    async startEngine(session) {
      const [{ startEngine }, { engineChoice, sandboxOrigin, sandboxSite }] = await Promise.all([
        import("../runtime/start-engine.ts"),
        import("../runtime/engine.ts"),
      ]);
      const site = sandboxSite(written("glasshouse-sandbox"), location.origin);
      const choice = engineChoice(written("glasshouse-engine"));
      return startEngine({ session, sandboxOrigin: sandboxOrigin(session.workspaceId, site), ...choice });
    },
  };
}

function loadSync() {
  return Promise.all([import("../sync/open-workspace.ts"), import("../sync/browser-ports.ts")]);
}

/** What the server wrote into the page. */
function written(name: string): string | null | undefined {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content");
}
