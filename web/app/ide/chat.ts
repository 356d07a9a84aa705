/** The assistant's chat of an opened project, put together; loaded with its panel. */
import { mayAssist } from "../../../shared/access/dial.ts";
import { idFromBytes } from "../../../shared/workspace/ids.ts";
import { type Chat, createChat } from "../../assistant/chat/chat.ts";
import type { Forbidden, WithoutModel } from "../../assistant/chat/chat-state.ts";
import { createHistory } from "../../assistant/chat/history.ts";
import type { ProjectFacts } from "../../assistant/chat/project-facts.ts";
import { readPicks } from "../../assistant/chat/read-picks.ts";
import { searchInWorker } from "../../assistant/chat/search-project.ts";
import { projectFacts } from "./chat-facts.ts";
import type { Workbench } from "./workbench.ts";

export interface ChatParts {
  chat: Chat;
  facts: ProjectFacts;
  /** What may be asked now, of the project and of a file of it. */
  allowed(): { task: "chat" | "hint" } | { forbidden: Forbidden };
}

/** The chat of `bench`: made once, and there while the panel is closed. */
export function chatOf(bench: Workbench, withoutModel?: WithoutModel): ChatParts {
  bench.chat.parts ??= startChat(bench, withoutModel);
  return bench.chat.parts;
}

/** A long answer is drawn less often: reading its last block anew takes longer than a frame. */
const longAnswerChars = 20_000;
const longAnswerEveryMs = 200;

function startChat(bench: Workbench, withoutModel: WithoutModel | undefined): ChatParts {
  const { session, settings, dial } = bench;
  const { workspaceId } = session;
  const allowed: ChatParts["allowed"] = () => {
    if (!settings.getState().assistant) return { forbidden: "off" };
    if (session.status.getState().role === "viewer") return { forbidden: "viewer" };
    if (mayAssist(dial.getState(), "explain", "")) return { task: "chat" };
    return mayAssist(dial.getState(), "hint", "") ? { task: "hint" } : { forbidden: "dial" };
  };
  const facts = projectFacts(bench, (path) => {
    const now = allowed();
    return "task" in now && mayAssist(dial.getState(), now.task === "hint" ? "hint" : "explain", path);
  });
  const reader = { facts, search: searchInWorker };
  const memoryKey = `glasshouse.chat.${workspaceId}`;
  const chat = createChat({
    model: bench.model,
    withoutModel,
    passages: (picks, question, signal) => readPicks(picks, question, reader, signal),
    allowed,
    history: createHistory(bench.api, workspaceId),
    memory: { get: () => localStorage.getItem(memoryKey), set: (id) => localStorage.setItem(memoryKey, id) },
    newId: () => idFromBytes(crypto.getRandomValues(new Uint8Array(16))),
    language: () => settings.getState().locale,
    soon(task, chars) {
      if (chars > longAnswerChars) setTimeout(task, longAnswerEveryMs);
      else requestAnimationFrame(task);
    },
  });
  return { chat, facts, allowed };
}
