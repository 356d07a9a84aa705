/** The words of the agent's panel in the language of the page. */
import { useLanguage } from "../text.tsx";
import { type AgentMessages, agentEn } from "./en.ts";
import { agentZhCn } from "./zh-cn.ts";

export function useAgentText(): AgentMessages {
  return useLanguage().locale === "en" ? agentEn : agentZhCn;
}
