/** The tools of all servers that the owner has named, for one process. */
import { loopLimits } from "../../../shared/agent/loop/limits.ts";
import type { ToolResult } from "../../../shared/agent/loop/transcript.ts";
import { mcpLimits } from "./limits.ts";
import { McpClient, type McpPorts } from "./mcp-client.ts";
import type { McpServer } from "./mcp-settings.ts";

export interface RemoteTools {
  /** For the model: material from elsewhere. A server that does not answer is named and left out. */
  describe(signal: AbortSignal): Promise<{ label: string; text: string }[]>;
  call(server: string, tool: string, given: Record<string, unknown>, signal: AbortSignal): Promise<ToolResult>;
}

/** Undefined where there are none. */
export function createRemoteTools(ports: McpPorts, servers: readonly McpServer[]): RemoteTools | undefined {
  if (!servers.length) return undefined;
  const clients = new Map(servers.map((server) => [server.name, new McpClient(ports, server)]));
  return {
    async describe(signal) {
      const told = await Promise.all(
        [...clients].map(async ([name, client]) => describe(name, await client.tools(signal))),
      );
      let room: number = mcpLimits.maxToldChars;
      return told.filter(({ text }) => {
        room -= text.length;
        return room >= 0;
      });
    },
    async call(server, tool, given, signal) {
      const client = clients.get(server);
      if (!client) return { ok: false, code: "not-found", text: `There is no server ${server.slice(0, 100)}.` };
      const answer = await client.call(tool, given, signal);
      if (answer.ok) return { ok: true, text: answer.value.slice(0, loopLimits.maxResultChars), changes: [] };
      return { ok: false, code: answer.code === "timeout" ? "timeout" : "not-done", text: answer.message };
    },
  };
}

function describe(name: string, found: Awaited<ReturnType<McpClient["tools"]>>): { label: string; text: string } {
  const label = `Tools of the server ${name}, called by way of the tool remote`;
  if (!found.ok) return { label, text: found.message };
  const lines = found.value.map((tool) => `- ${tool.name} {${tool.fields.join(", ")}}: ${tool.description}`);
  return { label, text: lines.join("\n") || "It has none." };
}
