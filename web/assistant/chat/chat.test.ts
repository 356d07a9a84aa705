import { expect, test } from "vitest";
import type { AskEnd, AskInput } from "../../../shared/agent/ask.ts";
import { branchOf, type Conversation } from "../../../shared/chat/conversation.ts";
import { chatLimits } from "../../../shared/chat/limits.ts";
import type { Pick } from "../../../shared/chat/pick.ts";
import type { Result } from "../../../shared/lib/result.ts";
import type { ApiError } from "../../sync/api.ts";
import { type Chat, createChat } from "./chat.ts";
import type { ChatPorts } from "./chat-state.ts";
import type { History } from "./history.ts";

const done = (text: string): AskEnd => {
  return { ok: true, text, reason: "stop", model: "coder", endpoint: "gpu", tokens: 7, cost: 0.5 };
};

/** A server that keeps conversations in a map, and refuses what the test says. */
function memoryHistory() {
  const kept = new Map<string, { conversation: Conversation; revision: number }>();
  const refuse: { next: ApiError | undefined } = { next: undefined };
  const refused = (): Result<never, ApiError> | undefined =>
    refuse.next && { ok: false, code: refuse.next, message: "no" };
  const history: History = {
    list: async () => ({
      ok: true,
      value: [...kept].map(
        ([
          id,
          {
            conversation: { title },
          },
        ]) => ({ id, title, updatedAt: 0 }),
      ),
    }),
    async read(id) {
      const found = kept.get(id);
      return refused() ?? (found ? { ok: true, value: found } : { ok: false, code: "not-found", message: "" });
    },
    async put(id, revision, conversation) {
      const no = refused();
      if (no) return no;
      if ((kept.get(id)?.revision ?? 0) !== revision) return { ok: false, code: "conflict", message: "" };
      kept.set(id, { conversation, revision: revision + 1 });
      return { ok: true, value: { revision: revision + 1 } };
    },
    async rename(id, title) {
      const found = kept.get(id);
      if (found) kept.set(id, { ...found, conversation: { ...found.conversation, title } });
      return { ok: true, value: undefined };
    },
    async remove(id) {
      kept.delete(id);
      return { ok: true, value: undefined };
    },
  };
  return { history, kept, refuse };
}

function setUp(over: Partial<ChatPorts> = {}) {
  const { history, kept, refuse } = memoryHistory();
  const asked: AskInput[] = [];
  const running: {
    end(end: AskEnd): void;
    hear(text: string): void;
    wait(ahead: number): void;
    signal: AbortSignal;
  }[] = [];
  let memory: string | null = null;
  let count = 0;
  let ended = 0;
  const ports: ChatPorts = {
    model: async () => ({
      models: async () => [
        { id: "m1", name: "coder", endpoint: "gpu" },
        { id: "m2", name: "thinker", endpoint: "gpu" },
      ],
      ask(ask, hear, signal, onWait) {
        asked.push(ask);
        return new Promise((end) => running.push({ end, hear, wait: onWait ?? (() => {}), signal }));
      },
    }),
    passages: async (picks) => picks.map(({ kind }) => ({ label: kind, text: `the ${kind}` })),
    allowed: () => ({ task: "chat" }),
    history,
    memory: { get: () => memory, set: (id) => (memory = id) },
    newId: () => `${count++}`.padStart(26, "0"),
    language: () => "en",
    soon: (task) => task(),
    ...over,
  };
  const chat = createChat(ports);
  const answered = async (end: AskEnd) => {
    ended++;
    await expect.poll(() => running.length).toBe(ended);
    running.at(-1)?.end(end);
    await expect.poll(() => chat.store.getState().pending).toBeUndefined();
  };
  return { chat, ports, asked, running, kept, refuse, answered };
}

const say = (chat: Chat, question: string) => {
  chat.setDraft(question);
  chat.send();
};
const shown = (chat: Chat) =>
  branchOf(chat.store.getState().conversation).map(({ question, answer }) => [question, answer?.text]);

test("a question goes out with what was picked, the answer comes piece by piece, and both are kept", async () => {
  const { chat, asked, running, kept, answered } = setUp();
  chat.addPick({ kind: "terminal" });
  say(chat, " Why? ");
  expect(chat.store.getState()).toMatchObject({ draft: "", picks: [], pending: { phase: "reading" } });
  await expect.poll(() => running.length).toBe(1);
  expect(asked).toEqual([
    {
      task: "chat",
      language: "en",
      request: "Why?",
      context: [{ label: "terminal", text: "the terminal" }],
      history: [],
    },
  ]);
  running[0]?.wait(3);
  expect(chat.store.getState().pending).toMatchObject({ phase: "waiting", ahead: 3 });
  running[0]?.hear("Be");
  running[0]?.hear("cause.");
  expect(chat.store.getState().pending).toMatchObject({ phase: "answering", text: "Because." });
  await answered(done("Because."));
  expect(shown(chat)).toEqual([["Why?", "Because."]]);
  await expect.poll(() => [...kept.values()][0]?.conversation).toEqual(chat.store.getState().conversation);
  expect(chat.store.getState().conversation.title).toBe("Why?");
});

test("a later question has the turns before it, and what was picked for them", async () => {
  const { chat, asked, answered } = setUp();
  chat.addPick({ kind: "terminal" });
  say(chat, "one");
  await answered(done("first"));
  chat.addPick({ kind: "docs" });
  say(chat, "two");
  await answered(done("second"));
  expect(asked[1]).toMatchObject({
    request: "two",
    context: [{ label: "docs" }, { label: "terminal" }],
    history: [
      { role: "user", text: "one" },
      { role: "assistant", text: "first" },
    ],
  });
});

test("Stop ends it at once with what had come, calls the request off, and a late end changes nothing", async () => {
  const { chat, running } = setUp();
  say(chat, "Why?");
  await expect.poll(() => running.length).toBe(1);
  running[0]?.hear("half");
  chat.stop();
  expect(running[0]?.signal.aborted).toBe(true);
  expect(chat.store.getState().pending).toBeUndefined();
  running[0]?.end(done("late"));
  await Promise.resolve();
  expect(branchOf(chat.store.getState().conversation)[0]?.answer).toMatchObject({ text: "half", state: "stopped" });
});

test("asking again and editing make branches; the old ones are still there", async () => {
  const { chat, asked, answered } = setUp();
  say(chat, "one");
  await answered(done("a"));
  const [first] = branchOf(chat.store.getState().conversation);
  if (!first) throw new Error("no turn");
  chat.retry(first, "m2");
  await answered(done("b"));
  expect(asked[1]).toMatchObject({ request: "one", model: "m2" });
  chat.edit(first, "uno");
  await answered(done("c"));
  expect(shown(chat)).toEqual([["uno", "c"]]);
  say(chat, "two");
  await answered(done("d"));
  chat.show(first.id);
  expect(shown(chat)).toEqual([["one", "a"]]);
  const third = chat.store.getState().conversation.turns[2];
  chat.show(third?.id ?? "");
  expect(shown(chat)).toEqual([
    ["uno", "c"],
    ["two", "d"],
  ]);
});

test("without a model static analysis answers, labelled; without that it is said that nobody can", async () => {
  const none: AskEnd = { ok: false, code: "no-model", message: "No model.", text: "" };
  const found = setUp({ withoutModel: async ({ request }) => ({ markdown: `facts on ${request}` }) });
  say(found.chat, "it");
  await found.answered(none);
  expect(branchOf(found.chat.store.getState().conversation)[0]?.answer).toMatchObject({
    source: "static",
    text: "facts on it",
    tokens: 0,
  });
  const nothing = setUp({ withoutModel: async () => undefined });
  say(nothing.chat, "it");
  await nothing.answered(none);
  expect(branchOf(nothing.chat.store.getState().conversation)[0]?.answer).toMatchObject({
    source: "model",
    state: "failed",
    code: "no-model",
  });
});

test("an explanation is asked for as such, again too, and without a model of the code that was picked", async () => {
  const none: AskEnd = { ok: false, code: "no-model", message: "No model.", text: "" };
  const picks: Pick[] = [{ kind: "selection", path: "a.ts", lines: [1, 2] }];
  const told: unknown[] = [];
  const found = setUp({
    withoutModel: async (question) => {
      told.push(question);
      return { markdown: "facts" };
    },
  });
  found.chat.ask({ question: "Explain", picks, parent: undefined, task: "explain" });
  await found.answered(none);
  expect(told).toEqual([{ task: "explain", request: "Explain", picks }]);
  const [turn] = branchOf(found.chat.store.getState().conversation);
  expect(turn?.task).toBe("explain");
  if (turn) found.chat.retry(turn);
  await found.answered(none);
  expect(told).toHaveLength(2);
  expect(told[1]).toEqual(told[0]);
});

test("a failure keeps what had come; code that cannot be loaded is a failure too", async () => {
  const cut = setUp();
  say(cut.chat, "it");
  await cut.answered({ ok: false, code: "cut", message: "lost", text: "half" });
  expect(branchOf(cut.chat.store.getState().conversation)[0]?.answer).toMatchObject({
    state: "failed",
    code: "cut",
    text: "half",
  });
  const broken = setUp({ model: () => Promise.reject(new Error("away")) });
  say(broken.chat, "it");
  await expect.poll(() => broken.chat.store.getState().pending).toBeUndefined();
  expect(branchOf(broken.chat.store.getState().conversation)[0]?.answer).toMatchObject({ message: "away" });
});

test("nothing is asked while an answer comes, where it is forbidden, or without words; hints where only they are allowed", async () => {
  const { chat, asked, running } = setUp({ allowed: () => ({ task: "hint" }) });
  say(chat, "  ");
  say(chat, "x".repeat(chatLimits.maxQuestionChars + 1));
  say(chat, "one");
  say(chat, "two");
  await expect.poll(() => running.length).toBe(1);
  expect(asked).toMatchObject([{ task: "hint", request: "one" }]);
  expect(chat.store.getState().draft).toBe("two");
  const closed = setUp({ allowed: () => ({ forbidden: "dial" }) });
  say(closed.chat, "one");
  expect(closed.chat.store.getState()).toMatchObject({ draft: "one", conversation: { turns: [] } });
});

test("a reload goes on with the conversation that was open; one that is gone makes room for a new one", async () => {
  const first = setUp();
  say(first.chat, "one");
  await first.answered(done("a"));
  await expect.poll(() => first.chat.store.getState().kept).toEqual({ state: "kept" });
  const { history, memory } = first.ports;
  const again = setUp({ history, memory }).chat;
  await expect.poll(() => again.store.getState().opening).toBe("done");
  expect(shown(again)).toEqual([["one", "a"]]);
  first.kept.clear();
  const gone = setUp({ history, memory }).chat;
  await expect.poll(() => gone.store.getState().opening).toBe("done");
  expect(shown(gone)).toEqual([]);
});

test("a conversation that cannot be read now is not overwritten by an empty one", async () => {
  const first = setUp();
  say(first.chat, "one");
  await first.answered(done("a"));
  await expect.poll(() => first.chat.store.getState().kept).toEqual({ state: "kept" });
  first.refuse.next = "unreachable";
  const { history, memory } = first.ports;
  const again = setUp({ history, memory }).chat;
  await expect.poll(() => again.store.getState().opening).toBe("unreachable");
  say(again, "two");
  expect(again.store.getState().draft).toBe("two");
  first.refuse.next = undefined;
  again.openAgain();
  await expect.poll(() => shown(again)).toEqual([["one", "a"]]);
});

test("what could not be kept says why, and is kept when asked again", async () => {
  const { chat, refuse, kept, answered } = setUp();
  refuse.next = "storage-full";
  say(chat, "one");
  await answered(done("a"));
  await expect.poll(() => chat.store.getState().kept).toEqual({ state: "failed", why: "storage-full" });
  refuse.next = undefined;
  chat.keepAgain();
  await expect.poll(() => chat.store.getState().kept).toEqual({ state: "kept" });
  expect(kept.size).toBe(1);
});

test("when another page has gone on with the conversation, both are kept", async () => {
  const { chat, kept, answered } = setUp();
  say(chat, "one");
  await answered(done("a"));
  await expect.poll(() => chat.store.getState().kept).toEqual({ state: "kept" });
  const [[id, there] = ["", undefined]] = kept;
  if (there) kept.set(id, { ...there, revision: 99 });
  say(chat, "two");
  await answered(done("b"));
  await expect.poll(() => [...kept.values()].map(({ conversation }) => conversation.turns.length)).toEqual([1, 2]);
});

test("conversations are listed, renamed, opened and deleted; deleting the open one begins a new one", async () => {
  const { chat, answered } = setUp();
  say(chat, "one");
  await answered(done("a"));
  chat.startNew();
  expect(shown(chat)).toEqual([]);
  await chat.refreshList();
  const { listed } = chat.store.getState();
  const id = typeof listed === "object" ? (listed[0]?.id ?? "") : "";
  await chat.open(id);
  expect(shown(chat)).toEqual([["one", "a"]]);
  await chat.rename(id, "Renamed");
  expect(chat.store.getState()).toMatchObject({ listed: [{ title: "Renamed" }], conversation: { title: "Renamed" } });
  await chat.remove(id);
  expect(chat.store.getState().listed).toEqual([]);
  expect(shown(chat)).toEqual([]);
});
