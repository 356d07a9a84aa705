/** How long a pause in typing has to be before a model is asked: learnt from how fast this person types. */
import { ghostLimits } from "./limits.ts";

export interface Rhythm {
  /** When the last key came; undefined before the first. */
  lastKeyMs: number | undefined;
  /** Usual time between two keys of one burst. */
  intervalMs: number | undefined;
}

export const noRhythm: Rhythm = { lastKeyMs: undefined, intervalMs: undefined };

/** The rhythm after one more key; a pause for thought says nothing about it. */
export function afterKey(rhythm: Rhythm, nowMs: number): Rhythm {
  const gap = rhythm.lastKeyMs === undefined ? undefined : nowMs - rhythm.lastKeyMs;
  if (gap === undefined || gap > ghostLimits.burstGapMs) return { ...rhythm, lastKeyMs: nowMs };
  const before = rhythm.intervalMs ?? gap;
  return { lastKeyMs: nowMs, intervalMs: before + (gap - before) * ghostLimits.rhythmWeight };
}

const insideWord = /[\p{L}\p{N}_$]$/u;
const atBorder = /(?:^|[\s([{=,:;>])$/;

/**
 * The pause to wait for: somewhat longer than the usual gap between two keys, shorter where a suggestion is wanted,
 * behind a space or an opening bracket. 0 stays 0: the embedded engine needs no pause, and neither does the key that asks.
 */
export function pauseFor(baseMs: number, rhythm: Rhythm, lineBefore: string): number {
  if (baseMs === 0) return 0;
  const usual = rhythm.intervalMs === undefined ? baseMs : rhythm.intervalMs * ghostLimits.pausePerInterval;
  const place = insideWord.test(lineBefore) ? 1 : atBorder.test(lineBefore) ? 0.7 : 0.85;
  return Math.round(Math.min(Math.max(usual * place, baseMs / 2), baseMs * 2));
}
