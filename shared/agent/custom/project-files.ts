/** Everything that a project says to its agents, found among its files; what cannot be read is named. */
import { type CustomAgent, readAgentFile } from "./agent-file.ts";
import { customLimits } from "./limits.ts";
import { type Rule, readRule } from "./rules.ts";

export interface ProjectCustoms {
  agents: readonly CustomAgent[];
  rules: readonly Rule[];
  problems: readonly { path: string; message: string }[];
}

const agentPath = /^\.assistant\/agents\/[^/]+\.md$/i;
const rulePath = /^\.assistant\/rules\/(?:[^/]+\/)*[^/]+\.md$|^(?:.*\/)?AGENTS\.md$/i;

export function isCustomPath(path: string): boolean {
  return agentPath.test(path) || rulePath.test(path);
}

export function customsOf(files: Iterable<{ path: string; text: string }>): ProjectCustoms {
  const agents = new Map<string, CustomAgent>();
  const rules: Rule[] = [];
  const problems: { path: string; message: string }[] = [];
  for (const { path, text } of files) {
    if (agentPath.test(path)) {
      const read = readAgentFile(path, text);
      if (!read.ok) problems.push({ path, message: read.message });
      else if (agents.has(read.value.name))
        problems.push({ path, message: `Another agent is called ${read.value.name}.` });
      else if (agents.size >= customLimits.maxAgents) problems.push({ path, message: "There are too many agents." });
      else agents.set(read.value.name, read.value);
    } else if (rulePath.test(path)) {
      const read = readRule(path, text);
      if (!read.ok) problems.push({ path, message: read.message });
      else if (rules.length >= customLimits.maxRules) problems.push({ path, message: "There are too many rules." });
      else rules.push(read.value);
    }
  }
  return { agents: [...agents.values()], rules, problems };
}
