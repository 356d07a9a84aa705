import { expressTemplate } from "./express.ts";
import { honoTemplate } from "./hono.ts";
import { nodeTemplate } from "./node.ts";
import { reactTemplate } from "./react.ts";
import { staticTemplate } from "./static.ts";

/** What a new workspace starts with: template id → path → text. */
export const templates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  blank: { "index.js": 'console.log("Hello from Glasshouse");\n' },
  express: expressTemplate,
  hono: honoTemplate,
  node: nodeTemplate,
  react: reactTemplate,
  static: staticTemplate,
};
