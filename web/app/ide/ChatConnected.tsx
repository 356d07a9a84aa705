import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { ChatPanel } from "../../assistant/chat/ChatPanel.tsx";
import { useAgentText } from "../../i18n/agent/text.ts";
import { Button } from "../../ui/Button.tsx";
import { chatOf } from "./chat.ts";
import { chatActions } from "./chat-actions.ts";
import type { PanelProps } from "./panels.tsx";

export function ChatConnected({ bench, page }: Omit<PanelProps, "phone">) {
  const [{ chat, facts, allowed }] = useState(() => chatOf(bench, page.parts));
  const { showFile } = page;
  const actions = useMemo(() => chatActions(bench, showFile), [bench, showFile]);
  // What may be asked, and what is at hand to be picked, is read anew when one of these changes.
  useStore(bench.settings);
  useStore(bench.dial);
  useStore(bench.tabs);
  useStore(bench.session.status, ({ role }) => role);
  useStore(page.caret, (caret) => caret?.selected ?? 0);
  const { label } = useAgentText();
  const now = allowed();
  return (
    <ChatPanel
      chat={chat}
      actions={actions}
      facts={facts}
      forbidden={"forbidden" in now ? now.forbidden : undefined}
      hintsOnly={"task" in now && now.task === "hint"}
      calls={page.chatCalls}
      onTurnOn={() => bench.settings.set({ assistant: true })}
      onHide={() => {
        bench.layout.set({ chatOpen: false, phone: undefined });
        page.focusEditor();
      }}
    >
      <Button look="plain" onClick={() => bench.assistantTab.setState("agent", true)}>
        {label}
      </Button>
    </ChatPanel>
  );
}
