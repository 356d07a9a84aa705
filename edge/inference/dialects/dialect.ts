/** What one kind of model server asks for and answers with. A dialect is one file beside this one; `index.ts` is the table. */
import type { AgentMessage } from "../../../shared/agent/loop/messages.ts";
import type { FimFamily, FimFile } from "../../../shared/models/fim.ts";

export interface CompletionPrompt {
  path: string;
  prefix: string;
  suffix: string;
  /** Other files that help, the most helpful first. */
  context?: readonly FimFile[] | undefined;
}

/** A conversation, cut to what the endpoint takes. */
export interface ChatPrompt {
  messages: readonly AgentMessage[];
  /** Tools that the model may call, where its server passes calls on. */
  tools?: readonly ToolSpec[] | undefined;
}

export interface ToolSpec {
  name: string;
  description: string;
  /** JSON Schema of its arguments. */
  parameters: object;
}

/** A call of a tool as the model wrote it. */
export interface ModelCall {
  name: string;
  /** JSON, if the model writes it well. */
  arguments: string;
}

/** A piece of a call; those of one number belong together. */
export interface CallPiece {
  index: number;
  name: string;
  arguments: string;
}

/** What an endpoint is sent. */
export type Prompt = CompletionPrompt | ChatPrompt;

/** The model as a dialect needs to know it. */
export interface DialectModel {
  /** Its name at the endpoint. */
  model: string;
  /** Family whose fill-in-the-middle tokens frame the prompt. */
  fim: FimFamily | undefined;
  /** The endpoint was asked and takes no suffix. */
  refusesSuffix: boolean;
}

export interface Sampling {
  temperature: number;
  maxTokens: number;
}

export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
}

/** What one piece of an answer says. */
export interface AnswerPiece {
  text: string;
  finish: "stop" | "length" | undefined;
  usage?: TokenUsage | undefined;
  calls?: readonly CallPiece[] | undefined;
}

/** What a server tells about a model. */
export interface Told {
  /** Names of the models that it serves. */
  models?: readonly string[];
  contextTokens?: number;
  /** Whether it takes code after the hole. */
  fillIn?: boolean;
}

/** One question about the server itself. */
export interface Look {
  route: string;
  /** Without one it is a GET. */
  body?(model: string): object;
  read(value: unknown, model: string): Told;
}

export interface Probe {
  looks: readonly Look[];
  /** "always" where code after the hole is part of what is asked; "ask" where only a try can tell. */
  fillIn: "always" | "ask";
}

/** How a server writes an answer. */
export interface AnswerForm {
  /** Events as in the HTML standard, or one JSON value a line. */
  framing: "events" | "lines";
  /** What one JSON value of the answer says; undefined when it is no answer. */
  read(value: unknown): AnswerPiece | undefined;
  /** For answers that wrap what was asked for: what of the answer so far belongs to it. Grows only at its end. */
  unwrap?(answer: string, finished: boolean): string;
}

/** How the same server is talked to. */
export interface ChatForm extends AnswerForm {
  route: string;
  /** Whether its models can be given tools. */
  takesTools: boolean;
  /** The body of a streamed conversation. */
  body(model: string, prompt: ChatPrompt, sampling: Sampling): Record<string, unknown>;
}

export interface Dialect extends AnswerForm {
  /** The route of a completion; the operator may write all of it, its beginning or nothing of it. */
  route: string;
  /** The body of a streamed completion. */
  body(model: DialectModel, prompt: CompletionPrompt, sampling: Sampling): Record<string, unknown>;
  chat: ChatForm;
  /** How it is learnt what the server can do. */
  probe: Probe;
}
