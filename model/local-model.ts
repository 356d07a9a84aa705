/** A GGUF file in memory, run by llama.cpp on this machine's processor. */
import {
  type ChatHistoryItem,
  type GenerationOptions,
  getLlama,
  LlamaChat,
  LlamaCompletion,
  type LlamaContext,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
  type StopReason,
} from "node-llama-cpp";
import { modelLimits } from "./limits.ts";
import type { ChatRequest, CompletionRequest } from "./requests.ts";
import { SequencePool } from "./sequence-pool.ts";

export interface Answer {
  text: string;
  finish: "stop" | "length";
  promptTokens: number;
  /** Of the prompt, what the sequence still held from an earlier one. */
  keptTokens: number;
  answerTokens: number;
}

/** The request cannot be answered by this model; the message says why. */
export class Unanswerable extends Error {
  readonly code: "context_length_exceeded" | "suffix_not_supported";
  constructor(code: Unanswerable["code"], message: string) {
    super(message);
    this.code = code;
  }
}

type Generate = (
  sequence: LlamaContextSequence,
  options: GenerationOptions,
) => Promise<{ response: string; metadata: StopReason }>;

/** Loads the file at `path`, to run on `threads` threads; throws what llama.cpp says when it is no model. */
export async function loadModel(path: string, threads: number): Promise<LocalModel> {
  const llama = await getLlama({
    build: "never",
    gpu: false,
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath: path });
  const contextSize = Math.min(model.trainContextSize, modelLimits.contextTokens);
  const context = await model.createContext({ contextSize, sequences: modelLimits.sequences, threads });
  return new LocalModel(model, context, () => llama.dispose());
}

export class LocalModel {
  readonly dispose: () => Promise<void>;
  readonly #model: LlamaModel;
  readonly #context: LlamaContext;
  readonly #pool: SequencePool<LlamaContextSequence>;

  constructor(model: LlamaModel, context: LlamaContext, dispose: () => Promise<void>) {
    this.#model = model;
    this.#context = context;
    this.dispose = dispose;
    const sequences = Array.from({ length: modelLimits.sequences }, () => context.getSequence());
    this.#pool = new SequencePool(sequences, modelLimits.waitingRequests);
  }

  /** The name that its file gives it, if any. */
  get name(): string | undefined {
    return this.#model.fileInfo.metadata.general.name;
  }

  get contextTokens(): number {
    return this.#context.contextSize;
  }

  /** Whether it was trained to fill a gap: it has the tokens for it. */
  get fillsGaps(): boolean {
    const { prefix, suffix, middle } = this.#model.tokens.infill;
    return prefix !== null && suffix !== null && middle !== null;
  }

  get load(): { running: number; waiting: number } {
    return { running: this.#pool.running, waiting: this.#pool.waiting };
  }

  /** `onText` hears each piece. An abort ends the answer with what there is. Throws `Unanswerable` and `TooManyWaiting`. */
  complete(request: CompletionRequest, onText: (text: string) => void, signal: AbortSignal): Promise<Answer> {
    const { suffix } = request;
    if (suffix && !this.fillsGaps) {
      throw new Unanswerable(
        "suffix_not_supported",
        "This model has no fill-in-the-middle tokens: send the prompt without suffix, or serve a model that was trained with them.",
      );
    }
    const prompt = this.#model.tokenize(request.prompt, true);
    const after = suffix ? this.#model.tokenize(suffix) : [];
    const { prefix } = this.#model.tokens.infill;
    const answerTokens = request.max_tokens ?? modelLimits.completionTokens;
    this.#checkLength(prompt.length + after.length, answerTokens);
    const begin = suffix && prefix !== null ? [prefix, ...prompt] : prompt;
    return this.#generate(
      begin,
      { ...request, max_tokens: answerTokens },
      onText,
      signal,
      async (sequence, options) => {
        const completion = new LlamaCompletion({ contextSequence: sequence });
        try {
          return suffix
            ? await completion.generateInfillCompletionWithMeta(prompt, after, options)
            : await completion.generateCompletionWithMeta(prompt, options);
        } finally {
          completion.dispose();
        }
      },
    );
  }

  /** As `complete`, with the model's own chat template. */
  chat(request: ChatRequest, onText: (text: string) => void, signal: AbortSignal): Promise<Answer> {
    const history = request.messages.map(historyItem);
    if (history.at(-1)?.type !== "model") history.push({ type: "model", response: [] });
    const words = request.messages.map(({ content }) => content).join("\n");
    const prompt = this.#model.tokenize(words);
    const answerTokens = request.max_tokens ?? modelLimits.chatTokens;
    this.#checkLength(prompt.length, answerTokens);
    return this.#generate(
      prompt,
      { ...request, max_tokens: answerTokens },
      onText,
      signal,
      async (sequence, options) => {
        const chat = new LlamaChat({ contextSequence: sequence });
        try {
          return await chat.generateResponse(history, options);
        } finally {
          chat.dispose();
        }
      },
    );
  }

  #checkLength(promptTokens: number, answerTokens: number): void {
    if (promptTokens + answerTokens <= this.contextTokens) return;
    throw new Unanswerable(
      "context_length_exceeded",
      `This model's context is ${this.contextTokens} tokens; the prompt has ${promptTokens} and the answer may have ${answerTokens}. Shorten the prompt or ask for fewer tokens.`,
    );
  }

  #generate(
    prompt: readonly number[],
    request: CompletionRequest | ChatRequest,
    onText: (text: string) => void,
    signal: AbortSignal,
    generate: Generate,
  ): Promise<Answer> {
    return this.#pool.use(prompt, signal, async (sequence) => {
      const { usedInputTokens: readBefore, usedOutputTokens: writtenBefore } = sequence.tokenMeter;
      const { response, metadata } = await generate(sequence, {
        maxTokens: request.max_tokens ?? modelLimits.completionTokens,
        temperature: request.temperature,
        topP: request.top_p,
        ...(request.seed !== undefined && { seed: request.seed }),
        customStopTriggers: request.stop ?? [],
        onTextChunk: onText,
        signal,
        stopOnAbortSignal: true,
      });
      const { usedInputTokens, usedOutputTokens } = sequence.tokenMeter;
      const answerTokens = usedOutputTokens - writtenBefore;
      const promptTokens = Math.max(prompt.length, sequence.contextTokens.length - answerTokens);
      return {
        text: response,
        finish: metadata.stopReason === "maxTokens" ? "length" : "stop",
        promptTokens,
        keptTokens: Math.max(0, promptTokens - (usedInputTokens - readBefore)),
        answerTokens,
      };
    });
  }
}

function historyItem({ role, content }: ChatRequest["messages"][number]): ChatHistoryItem {
  if (role === "user") return { type: "user", text: content };
  return role === "assistant" ? { type: "model", response: [content] } : { type: "system", text: content };
}
