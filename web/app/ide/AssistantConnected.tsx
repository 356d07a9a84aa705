import { useStore } from "zustand";
import { AgentConnected } from "./AgentConnected.tsx";
import { ChatConnected } from "./ChatConnected.tsx";
import type { PanelProps } from "./panels.tsx";

/** The assistant's two tabs: the conversation, and the agent. */
export function AssistantConnected({ bench, page }: Omit<PanelProps, "phone">) {
  const tab = useStore(bench.assistantTab);
  return tab === "chat" ? <ChatConnected bench={bench} page={page} /> : <AgentConnected bench={bench} page={page} />;
}
