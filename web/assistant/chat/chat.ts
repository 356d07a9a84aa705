/** The chat of one open project: asking, stopping, branches. No React, no DOM. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { branchOf, showBranch, type Turn, titleOf, withAnswer, withTurn } from "../../../shared/chat/conversation.ts";
import { chatLimits } from "../../../shared/chat/limits.ts";
import { type Pick, pickKey } from "../../../shared/chat/pick.ts";
import { answerTo, unpriced } from "./answer-turn.ts";
import type { ChatPorts, ChatState } from "./chat-state.ts";
import { blank, createShelf, type Shelf } from "./shelf.ts";

export interface Asked {
  question: string;
  picks: readonly Pick[];
  /** The turn before; undefined begins a branch of its own. */
  parent: string | undefined;
  /** A question like any other when left out. */
  task?: "explain" | undefined;
  /** Id of a model for this question alone. */
  model?: string | undefined;
}

interface Asking {
  ask(asked: Asked): void;
  /** Ends the answer that is coming; what has come stays. */
  stop(): void;
}

export interface Chat extends Asking, Omit<Shelf, "keep"> {
  store: StoreApi<ChatState>;
  /** Asks what stands in the composer, after the branch that is shown. */
  send(): void;
  /** Asks a turn's question again, by another model when one is named, as a branch beside it. */
  retry(turn: Turn, model?: string): void;
  /** Asks a changed question in a turn's place; the old one stays a branch. */
  edit(turn: Turn, question: string): void;
  show(turnId: string): void;
  setDraft(draft: string): void;
  addPick(pick: Pick): void;
  removePick(pick: Pick): void;
  chooseModel(id: string | undefined): void;
  refreshModels(): Promise<void>;
}

export function createChat(ports: ChatPorts): Chat {
  const store = createStore<ChatState>()(() => emptyState);
  const { getState: now, setState: set } = store;
  const asking = createAsking(ports, store, (conversation) => keep(conversation));
  const { keep, ...shelf } = createShelf(ports, store, asking.stop);
  const { ask, stop } = asking;
  const refreshModels = async () => {
    const models = await ports.model().then(
      (remote) => remote.models(),
      () => [],
    );
    const { model } = now();
    set({ models, model: models.some(({ id }) => id === model) ? model : undefined });
  };
  const remembered = ports.memory.get();
  if (remembered) void shelf.open(remembered);
  void refreshModels();
  return {
    store,
    ask,
    stop,
    refreshModels,
    ...shelf,
    send() {
      const { draft, picks, conversation, pending } = now();
      if (pending) return;
      ask({ question: draft, picks, parent: branchOf(conversation).at(-1)?.id });
      if (now().pending) set({ draft: "", picks: [] });
    },
    retry: ({ question, picks, parent, task }, model) =>
      ask({ question, picks, parent, model, task: asExplained(task) }),
    edit: ({ picks, parent }, question) => ask({ question, picks, parent }),
    show(turnId) {
      if (!now().pending) keep(showBranch(now().conversation, turnId));
    },
    setDraft: (draft) => set({ draft }),
    addPick(pick) {
      const picks = now().picks.filter((one) => pickKey(one) !== pickKey(pick));
      set({ picks: [...picks, pick].slice(-chatLimits.maxPicks) });
    },
    removePick: (pick) => set({ picks: now().picks.filter((one) => pickKey(one) !== pickKey(pick)) }),
    chooseModel: (model) => set({ model }),
  };
}

function asExplained(task: Turn["task"]): "explain" | undefined {
  return task === "explain" ? task : undefined;
}

const emptyState: ChatState = {
  conversation: blank,
  opening: "done",
  pending: undefined,
  models: undefined,
  model: undefined,
  kept: { state: "kept" },
  listed: undefined,
  draft: "",
  picks: [],
};

/** One question at a time, from its asking to its end. */
function createAsking(ports: ChatPorts, store: StoreApi<ChatState>, keep: Shelf["keep"]): Asking {
  const { getState: now, setState: set } = store;
  let stopping = new AbortController();
  return {
    ask(asked) {
      const allowed = ports.allowed();
      const { conversation, pending, opening } = now();
      const question = asked.question.trim();
      if (pending || opening !== "done" || "forbidden" in allowed || question === "") return;
      if (conversation.turns.length >= chatLimits.maxTurns || question.length > chatLimits.maxQuestionChars) return;
      const { parent, picks, model = now().model } = asked;
      const turn: Turn = {
        id: ports.newId(),
        question,
        task: allowed.task === "chat" ? (asked.task ?? "chat") : allowed.task,
        picks: [...picks],
        ...(parent !== undefined && { parent }),
      };
      const isFirst = conversation.turns.length === 0;
      const grown = withTurn(isFirst ? { ...conversation, title: titleOf(question) } : conversation, turn);
      set({ pending: { turnId: turn.id, text: "", phase: "reading", ahead: 0 } });
      keep(grown);
      stopping = new AbortController();
      const parts = { turn, branch: branchOf(grown), model };
      void answerTo(parts, ports, store, stopping.signal).then((answer) => {
        // Stopped: it stands there already.
        if (now().pending?.turnId !== turn.id) return;
        set({ pending: undefined });
        keep(withAnswer(now().conversation, turn.id, answer));
      });
    },
    stop() {
      const { pending, conversation } = now();
      stopping.abort();
      if (!pending) return;
      set({ pending: undefined });
      keep(withAnswer(conversation, pending.turnId, { ...unpriced, text: pending.text, state: "stopped" }));
    },
  };
}
