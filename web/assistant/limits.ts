/** Limits of the assistant's client side. */
import { wireLimits } from "../../shared/protocol/limits.ts";

export const assistantLimits = {
  /** A pause in typing before a model is asked; shorter, and each key of a fast typist would start a request. */
  modelDebounceMs: 150,
  /** Characters of the file sent around the caret; the edge cuts further to the model's budget. */
  maxPrefixChars: 24_000,
  maxSuffixChars: 6_000,
  /** Of other files. */
  maxContextChars: 9_000,
  /** Of the file's imports, in which it is looked up where its names come from. */
  maxImportChars: 20_000,
  /** Longest wait for any frame about a completion. */
  answerTimeoutMs: 10_000,
  /** The same about a question in words: models think. The edge itself gives up a silent one sooner. */
  askTimeoutMs: 60_000,
  /** Suggestions offered for one place. */
  maxAlternatives: 5,
  /** A model in the browser reads some tens of tokens a second: it is told what is near. */
  browserModel: {
    maxPrefixChars: 3_000,
    maxSuffixChars: 600,
    maxContextChars: 1_500,
    maxTokensAuto: 48,
    maxTokensManual: 128,
    /** Tokens of a prompt that are neither code nor other files. */
    frameTokens: 64,
    /** Code runs at three to four; a model that needs more is sent half, down to an eighth. */
    charsPerToken: 3,
    minShare: 0.125,
    temperature: 0.1,
  },
  handshakeTimeoutMs: wireLimits.handshakeTimeoutMs,
  reconnectMinMs: 500,
  reconnectMaxMs: 30_000,
} as const;
