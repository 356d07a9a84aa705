/** What a preview's page and its service worker say to each other. */

import * as v from "valibot";

/** Page → service worker, with a MessagePort: `port`'s leads to the kernel, `state` is answered on its own. */
export const messageSchema = v.object({ type: v.picklist(["port", "state"]) });
/** Service worker → page: it lost its port (the browser ends idle service workers). */
export const needPort = "glasshouse-need-port";
/** no-port: ask for one; no-server: nothing listens; ready: load the page again. */
export type PreviewState = "no-port" | "no-server" | "ready";
export const connectTimeoutMs = 4000;
export const pollMs = 400;
