/** What wrangler.toml binds. */
import type { UserAssistant } from "./workers-assistants.ts";
import type { WorkspaceRoom } from "./workers-rooms.ts";

export interface WorkerEnv {
  ROOMS: DurableObjectNamespace<WorkspaceRoom>;
  ASSISTANTS: DurableObjectNamespace<UserAssistant>;
  DB: D1Database;
  BLOBS: R2Bucket;
  ASSETS: Fetcher;
  /** "https://ide.example.org"; the request's own origin when left out (development). */
  IDE_ORIGIN?: string;
  SANDBOX_ORIGIN?: string;
  /** Other pages that may embed the engine, by spaces. */
  EMBED_ORIGINS?: string;
  /** embedded (default), webcontainer or auto. */
  GLASSHOUSE_RUNTIME?: string;
  /** Opens the models' status to whoever shows it; a secret. */
  GLASSHOUSE_ADMIN_TOKEN?: string;
  NPM_REGISTRY?: string;
}
