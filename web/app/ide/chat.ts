/** The assistant's chat of an opened project, put together; loaded with its panel. */
import { mayAssist } from "../../../shared/access/dial.ts";
import { branchOf } from "../../../shared/chat/conversation.ts";
import type { Pick } from "../../../shared/chat/pick.ts";
import { idFromBytes } from "../../../shared/workspace/ids.ts";
import { type Chat, createChat } from "../../assistant/chat/chat.ts";
import type { Forbidden, WithoutModel } from "../../assistant/chat/chat-state.ts";
import { createHistory } from "../../assistant/chat/history.ts";
import type { ProjectFacts } from "../../assistant/chat/project-facts.ts";
import { readPicks } from "../../assistant/chat/read-picks.ts";
import { searchInWorker } from "../../assistant/chat/search-project.ts";
import { analyse } from "./analysis.ts";
import { projectFacts } from "./chat-facts.ts";
import type { CompletionParts } from "./completion.ts";
import type { Workbench } from "./workbench.ts";

export interface ChatParts {
  chat: Chat;
  facts: ProjectFacts;
  /** What may be asked now, of the project and of a file of it. */
  allowed(): { task: "chat" | "hint" } | { forbidden: Forbidden };
}

/** The chat of `bench`: made once, and there while the panel is closed. */
export function chatOf(bench: Workbench, parts: () => CompletionParts | undefined): ChatParts {
  bench.chat.parts ??= startChat(bench, withoutModel(bench, parts));
  return bench.chat.parts;
}

/** A long answer is drawn less often: reading its last block anew takes longer than a frame. */
const longAnswerChars = 20_000;
const longAnswerEveryMs = 200;

function startChat(bench: Workbench, byAnalysis: WithoutModel): ChatParts {
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
    withoutModel: byAnalysis,
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

/** Facts of the code that was picked, or passages of the project that share words with the question. */
function withoutModel(bench: Workbench, parts: () => CompletionParts | undefined): WithoutModel {
  return async ({ task, request, picks }) => {
    const { signal } = new AbortController();
    const picked = picks.find(({ path }) => path !== undefined);
    const place = task === "explain" && picked ? placeOf(bench, picked) : { path: "" };
    const answer = await analyse(bench, parts(), task, { ...place, request }, signal);
    return { markdown: answer.kind === "markdown" ? answer.text : answer.kind === "nothing" ? answer.reason : "" };
  };
}

/** The file of a pick, and the offsets of its lines. */
function placeOf({ session }: Workbench, { path = "", lines }: Pick) {
  const id = session.files.tree.getState().byPath.get(path)?.id;
  const text = id === undefined ? undefined : session.files.text(id)?.toString();
  if (text === undefined || !lines) return { path };
  const startOf = (line: number) => text.split("\n", line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return { path, range: { from: startOf(lines[0]), to: Math.min(text.length, startOf(lines[1] + 1)) } };
}

/** Asks in the chat for an explanation of what is selected, or of the open file. */
export async function explainHere(
  bench: Workbench,
  parts: () => CompletionParts | undefined,
  question: string,
): Promise<void> {
  const { chat, facts } = chatOf(bench, parts);
  const shown = facts.shown();
  if (!shown || !facts.mayRead(shown.path)) return;
  const { path, selected } = shown;
  const pick: Pick = selected ? { kind: "selection", path, lines: selected } : { kind: "file", path };
  await opened(chat);
  const parent = branchOf(chat.store.getState().conversation).at(-1)?.id;
  chat.ask({ question, picks: [pick], parent, task: "explain" });
}

/** Resolves when the conversation that was open last is read, or could not be. */
async function opened({ store }: Chat): Promise<void> {
  while (store.getState().opening === "reading") {
    await new Promise<void>((resolve) => {
      const stop = store.subscribe(() => {
        stop();
        resolve();
      });
    });
  }
}
