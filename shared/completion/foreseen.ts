/**
 * What follows places in and behind the caret's line. It holds while only that line is written: the tokens typed meanwhile are
 * not counted in it, which changes hardly anything, and a key that goes on as foreseen is answered at once.
 */
import type { Prediction } from "./language-model.ts";
import { completionLimits } from "./limits.ts";

export class Foreseen {
  private readonly predictions = new Map<string, readonly Prediction[]>();
  private state: readonly unknown[] = [];

  /** Forgets everything when any part of the state is another than the last time. */
  holdFor(...state: readonly unknown[]): void {
    if (state.length === this.state.length && state.every((part, index) => part === this.state[index])) return;
    this.state = state;
    this.predictions.clear();
  }

  after(context: readonly number[]): readonly Prediction[] | undefined {
    return this.predictions.get(keyOf(context));
  }

  note(context: readonly number[], predictions: readonly Prediction[]): readonly Prediction[] {
    if (this.predictions.size >= completionLimits.maxForeseen) this.predictions.clear();
    this.predictions.set(keyOf(context), predictions);
    return predictions;
  }
}

function keyOf(context: readonly number[]): string {
  return context.join();
}
