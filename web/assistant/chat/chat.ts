/** The chat of one open project: what is shown, asked and kept. No React, no DOM. */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { AskEnd } from "../../../shared/agent/ask.ts";
import {
  type Answer,
  branchOf,
  type Conversation,
  type ListedConversation,
  showBranch,
  type Turn,
  titleOf,
  withAnswer,
  withTurn,
} from "../../../shared/chat/conversation.ts";
import { chatLimits } from "../../../shared/chat/limits.ts";
import { type Pick, pickKey } from "../../../shared/chat/pick.ts";
import type { ApiError } from "../../sync/api.ts";
import type { RemoteModel } from "../remote.ts";
import type { RemoteAsk } from "../remote-ask.ts";
import type { History } from "./history.ts";
import { createKeeper, type Kept, type Slot } from "./keep.ts";
import { askOf } from "./question.ts";
import type { Passage } from "./read-picks.ts";

/** Answers a question by what can be found out about the code alone. */
export type WithoutModel = (request: { task: "chat"; request: string }) => Promise<{ markdown: string } | undefined>;

/** Why nothing may be asked now: the person's own switch, a role that only reads, the dial of the project. */
export type Forbidden = "off" | "viewer" | "dial";

export interface ChatPorts {
  model(): Promise<Asker>;
  withoutModel?: WithoutModel | undefined;
  passages(picks: readonly Pick[], question: string, signal: AbortSignal): Promise<readonly Passage[]>;
  /** What may be asked now. */
  allowed(): { task: Turn["task"] } | { forbidden: Forbidden };
  history: History;
  /** Remembers which conversation is open in this browser. */
  memory: { get(): string | null; set(id: string): void };
  newId(): string;
  language(): "en" | "zh-CN";
  /** Runs `task` when an answer of so many characters shall be drawn again. */
  soon(task: () => void, chars: number): void;
}

/** The way to a model. */
type Asker = Omit<RemoteAsk, "dispose">;

export interface Pending {
  turnId: string;
  text: string;
  phase: "reading" | "asking" | "waiting" | "answering";
  /** Requests that are served before this one, while it waits. */
  ahead: number;
}

export interface ChatState {
  conversation: Conversation;
  /** The conversation that was open is being read, or could not be. */
  opening: "done" | "reading" | ApiError;
  pending: Pending | undefined;
  /** Undefined until the server has told. */
  models: readonly RemoteModel[] | undefined;
  /** Id of the one that the person chose; the server chooses when undefined. */
  model: string | undefined;
  kept: Kept;
  listed: readonly ListedConversation[] | ApiError | undefined;
  draft: string;
  picks: readonly Pick[];
}

export interface Asked {
  question: string;
  picks: readonly Pick[];
  /** The turn before; undefined begins a branch of its own. */
  parent: string | undefined;
  /** Id of a model for this question alone. */
  model?: string | undefined;
}

export interface Chat {
  store: StoreApi<ChatState>;
  /** Asks what stands in the composer, after the branch that is shown. */
  send(): void;
  ask(asked: Asked): void;
  /** Asks a turn's question again, by another model when one is named, as a branch beside it. */
  retry(turn: Turn, model?: string): void;
  /** Asks a changed question in a turn's place; the old one stays a branch. */
  edit(turn: Turn, question: string): void;
  stop(): void;
  show(turnId: string): void;
  setDraft(draft: string): void;
  addPick(pick: Pick): void;
  removePick(pick: Pick): void;
  chooseModel(id: string | undefined): void;
  /** Begins another conversation; the one before is kept. */
  startNew(): void;
  open(id: string): Promise<void>;
  /** Tries again to read the conversation that was open. */
  openAgain(): void;
  rename(id: string, title: string): Promise<void>;
  remove(id: string): Promise<void>;
  refreshList(): Promise<void>;
  refreshModels(): Promise<void>;
  /** Writes again what could not be kept. */
  keepAgain(): void;
}

const blank: Conversation = { title: "…", turns: [] };

export function createChat(ports: ChatPorts): Chat {
  const store = createStore<ChatState>()(() => ({
    conversation: blank,
    opening: "done",
    pending: undefined,
    models: undefined,
    model: undefined,
    kept: { state: "kept" },
    listed: undefined,
    draft: "",
    picks: [],
  }));
  const { getState: now, setState: set } = store;
  let slot: Slot = { id: ports.newId(), revision: 0 };
  let stopping = new AbortController();

  const refreshList = async () => {
    const listed = await ports.history.list();
    set({ listed: listed.ok ? listed.value : listed.code });
  };
  const keeper = createKeeper(ports.history, ports.newId, (written, kept) => {
    if (written !== slot) return;
    ports.memory.set(slot.id);
    set({ kept });
    if (kept.state === "kept") void refreshList();
  });
  const refreshModels = async () => {
    const models = await ports.model().then(
      (remote) => remote.models(),
      () => [],
    );
    const { model } = now();
    set({ models, model: models.some(({ id }) => id === model) ? model : undefined });
  };

  /** Puts what has come so far under its question, whatever the answer would have become. */
  const settle = (turnId: string, answer: Answer) => {
    const { conversation } = now();
    const answered = withAnswer(conversation, turnId, answer);
    set({ conversation: answered, pending: undefined });
    keeper.keep(slot, answered);
  };

  const ask = (asked: Asked) => {
    const allowed = ports.allowed();
    const { conversation, pending, opening } = now();
    const question = asked.question.trim();
    if (pending || opening !== "done" || "forbidden" in allowed || question === "") return;
    if (conversation.turns.length >= chatLimits.maxTurns || question.length > chatLimits.maxQuestionChars) return;
    const turn: Turn = {
      id: ports.newId(),
      question,
      task: allowed.task,
      picks: [...asked.picks],
      ...(asked.parent !== undefined && { parent: asked.parent }),
    };
    const isFirst = conversation.turns.length === 0;
    const grown = withTurn(isFirst ? { ...conversation, title: titleOf(question) } : conversation, turn);
    set({ conversation: grown, pending: { turnId: turn.id, text: "", phase: "reading", ahead: 0 } });
    keeper.keep(slot, grown);
    stopping = new AbortController();
    const model = asked.model ?? now().model;
    void answerTo({ turn, branch: branchOf(grown), model }, ports, store, stopping.signal).then((answer) => {
      // Stopped: it stands there already.
      if (now().pending?.turnId === turn.id) settle(turn.id, answer);
    });
  };

  const stop = () => {
    const { pending } = now();
    stopping.abort();
    if (!pending) return;
    settle(pending.turnId, { ...unpriced, text: pending.text, state: "stopped" });
  };

  const turnTo = (next: Slot, conversation: Conversation) => {
    slot = next;
    ports.memory.set(next.id);
    set({ conversation, opening: "done", kept: { state: "kept" } });
  };

  const open = async (id: string) => {
    stop();
    set({ opening: "reading", conversation: blank });
    const wanted = { id, revision: 0 };
    slot = wanted;
    const read = await ports.history.read(id);
    if (slot !== wanted) return;
    if (read.ok) return turnTo({ id, revision: read.value.revision }, read.value.conversation);
    if (read.code === "not-found") return turnTo({ id: ports.newId(), revision: 0 }, blank);
    set({ opening: read.code });
  };

  const startNew = () => {
    stop();
    turnTo({ id: ports.newId(), revision: 0 }, blank);
  };

  const remembered = ports.memory.get();
  if (remembered) void open(remembered);
  void refreshModels();

  return {
    store,
    ask,
    stop,
    open,
    startNew,
    openAgain: () => void open(slot.id),
    refreshList,
    refreshModels,
    send() {
      const { draft, picks, conversation, pending } = now();
      if (pending) return;
      ask({ question: draft, picks, parent: branchOf(conversation).at(-1)?.id });
      if (now().pending) set({ draft: "", picks: [] });
    },
    retry: ({ question, picks, parent }, model) => ask({ question, picks, parent, model }),
    edit: ({ picks, parent }, question) => ask({ question, picks, parent }),
    show(turnId) {
      if (now().pending) return;
      const conversation = showBranch(now().conversation, turnId);
      set({ conversation });
      keeper.keep(slot, conversation);
    },
    setDraft: (draft) => set({ draft }),
    addPick(pick) {
      const picks = now().picks.filter((one) => pickKey(one) !== pickKey(pick));
      set({ picks: [...picks, pick].slice(-chatLimits.maxPicks) });
    },
    removePick: (pick) => set({ picks: now().picks.filter((one) => pickKey(one) !== pickKey(pick)) }),
    chooseModel: (model) => set({ model }),
    async rename(id, title) {
      if (id === slot.id) set({ conversation: { ...now().conversation, title } });
      await ports.history.rename(id, title);
      await refreshList();
    },
    async remove(id) {
      await ports.history.remove(id);
      if (id === slot.id) startNew();
      await refreshList();
    },
    keepAgain: () => keeper.keep(slot, now().conversation),
  };
}

const unpriced = { source: "model", model: "", endpoint: "", tokens: 0 } as const;

interface Question {
  turn: Turn;
  branch: readonly Turn[];
  model: string | undefined;
}

/** The answer in its end state; what comes on the way is shown as `pending`. */
async function answerTo(
  { turn, branch, model }: Question,
  ports: ChatPorts,
  store: StoreApi<ChatState>,
  signal: AbortSignal,
): Promise<Answer> {
  const progress = (change: Partial<Pending>) =>
    store.setState(({ pending }) => (pending?.turnId === turn.id ? { pending: { ...pending, ...change } } : {}));
  let text = "";
  let drawing = false;
  const hear = (piece: string) => {
    text += piece;
    if (drawing) return;
    drawing = true;
    ports.soon(() => {
      drawing = false;
      progress({ text, phase: "answering" });
    }, text.length);
  };
  try {
    const remote = await ports.model();
    const picks = branch.toReversed().flatMap((one) => one.picks);
    const passages = await ports.passages(picks, turn.question, signal);
    progress({ phase: "asking" });
    const asked = askOf({ turn, before: branch.slice(0, -1), passages, language: ports.language(), model });
    const end = await remote.ask(asked, hear, signal, (ahead) => progress({ phase: "waiting", ahead }));
    if (end.ok || end.code !== "no-model") return answerOf(end);
    const found = await ports.withoutModel?.({ task: "chat", request: turn.question });
    if (!found) return answerOf(end);
    return { ...unpriced, source: "static", state: "whole", text: found.markdown.slice(0, chatLimits.maxAnswerChars) };
  } catch (error) {
    // The code for it could not be loaded, or the project could not be read.
    const message = error instanceof Error ? error.message : String(error);
    return answerOf({ ok: false, code: "internal", message, text });
  }
}

function answerOf(end: AskEnd): Answer {
  const text = end.text.slice(0, chatLimits.maxAnswerChars);
  if (!end.ok) return { ...unpriced, text, state: "failed", code: end.code, message: end.message.slice(0, 1_000) };
  const { reason, model, endpoint, tokens, cost } = end;
  const state = reason === "length" ? "cut" : reason === "cancelled" ? "stopped" : "whole";
  return { source: "model", text, state, model, endpoint, tokens, ...(cost !== undefined && { cost }) };
}
