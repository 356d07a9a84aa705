import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { AgentPanel } from "../../assistant/agent/AgentPanel.tsx";
import type { Agent } from "../../assistant/agent/agent.ts";
import { useAgentText } from "../../i18n/agent/text.ts";
import { Button } from "../../ui/Button.tsx";
import { agentOf } from "./agent.ts";
import type { PanelProps } from "./panels.tsx";

export function AgentConnected({ bench, page }: Omit<PanelProps, "phone">) {
  const words = useAgentText();
  const locale = useStore(bench.settings, (settings) => settings.locale);
  const [agent, setAgent] = useState<Agent>();
  const { parts } = page;
  useEffect(() => {
    let wanted = true;
    void agentOf(bench, parts).then((made) => wanted && setAgent(made));
    return () => {
      wanted = false;
    };
  }, [bench, parts]);
  if (!agent) return undefined;
  return (
    <AgentPanel
      agent={agent}
      language={locale}
      onHide={() => {
        bench.layout.set({ chatOpen: false, phone: undefined });
        page.focusEditor();
      }}
    >
      <Button look="plain" onClick={() => bench.assistantTab.setState("chat", true)}>
        {words.chat}
      </Button>
    </AgentPanel>
  );
}
