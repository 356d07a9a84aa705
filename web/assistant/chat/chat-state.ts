/** What the chat shows, and what it needs from outside. */
import type { Conversation, ListedConversation, Turn } from "../../../shared/chat/conversation.ts";
import type { Pick } from "../../../shared/chat/pick.ts";
import type { ApiError } from "../../sync/api.ts";
import type { RemoteModel } from "../remote.ts";
import type { RemoteAsk } from "../remote-ask.ts";
import type { History } from "./history.ts";
import type { Kept } from "./keep.ts";
import type { Passage } from "./read-picks.ts";

/** Answers a question by what can be found out about the code alone. */
export type WithoutModel = (question: {
  task: "chat" | "explain";
  request: string;
  picks: readonly Pick[];
}) => Promise<{ markdown: string } | undefined>;

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
