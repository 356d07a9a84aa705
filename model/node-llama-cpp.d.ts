/** The part of node-llama-cpp that the server uses: the package is only there once `npm run model` has run. */
declare module "node-llama-cpp" {
  export enum LlamaLogLevel {
    error = "error",
  }

  export interface Llama {
    loadModel(options: { modelPath: string }): Promise<LlamaModel>;
    dispose(): Promise<void>;
  }

  export interface LlamaModel {
    readonly trainContextSize: number;
    readonly tokens: { infill: { prefix: number | null; suffix: number | null; middle: number | null } };
    readonly fileInfo: { metadata: { general: { name?: string; architecture: string } } };
    /** With `specialTokens`, text such as `<|fim_prefix|>` becomes the token of that name. */
    tokenize(text: string, specialTokens?: boolean): number[];
    createContext(options: { contextSize: number; sequences: number; threads: number }): Promise<LlamaContext>;
  }

  export interface LlamaContext {
    readonly contextSize: number;
    getSequence(): LlamaContextSequence;
  }

  export interface LlamaContextSequence {
    /** What it holds now; an evaluation begins after what the new prompt shares with it. */
    readonly contextTokens: number[];
    readonly tokenMeter: { readonly usedInputTokens: number; readonly usedOutputTokens: number };
  }

  interface GenerationOptions {
    maxTokens: number;
    temperature: number;
    topP: number;
    seed?: number;
    customStopTriggers: readonly string[];
    onTextChunk(text: string): void;
    signal: AbortSignal;
    /** An abort ends the answer with what there is, instead of throwing. */
    stopOnAbortSignal: true;
  }

  interface StopReason {
    stopReason: "eogToken" | "stopGenerationTrigger" | "customStopTrigger" | "maxTokens" | "abort";
  }

  export class LlamaCompletion {
    constructor(options: { contextSequence: LlamaContextSequence });
    generateCompletionWithMeta(
      tokens: number[],
      options: GenerationOptions,
    ): Promise<{ response: string; metadata: StopReason }>;
    generateInfillCompletionWithMeta(
      prefix: number[],
      suffix: number[],
      options: GenerationOptions,
    ): Promise<{ response: string; metadata: StopReason }>;
    dispose(): void;
  }

  export type ChatHistoryItem =
    | { type: "system"; text: string }
    | { type: "user"; text: string }
    | { type: "model"; response: string[] };

  export class LlamaChat {
    constructor(options: { contextSequence: LlamaContextSequence });
    generateResponse(
      history: ChatHistoryItem[],
      options: GenerationOptions,
    ): Promise<{ response: string; metadata: StopReason }>;
    dispose(): void;
  }

  export function getLlama(options: {
    build: "never";
    gpu: false;
    skipDownload: true;
    progressLogs: false;
    logLevel: LlamaLogLevel;
  }): Promise<Llama>;
}
