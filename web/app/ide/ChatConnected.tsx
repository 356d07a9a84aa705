import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { ChatPanel } from "../../assistant/chat/ChatPanel.tsx";
import type { WithoutModel } from "../../assistant/chat/chat-state.ts";
import { useAgentText } from "../../i18n/agent/text.ts";
import { Button } from "../../ui/Button.tsx";
import { analyse } from "./analysis.ts";
import { chatOf } from "./chat.ts";
import { chatActions } from "./chat-actions.ts";
import type { PanelProps } from "./panels.tsx";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

/** Passages of the project that share words with the question. */
function withoutModel(bench: Workbench, { parts }: Page): WithoutModel {
  return async ({ task, request }) => {
    const { signal } = new AbortController();
    const answer = await analyse(bench, parts(), task, { path: "", request }, signal);
    return { markdown: answer.kind === "markdown" ? answer.text : answer.kind === "nothing" ? answer.reason : "" };
  };
}

export function ChatConnected({ bench, page }: Omit<PanelProps, "phone">) {
  const [{ chat, facts, allowed }] = useState(() => chatOf(bench, withoutModel(bench, page)));
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
