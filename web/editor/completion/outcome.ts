/** What became of each suggestion that was seen. */
import { type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { acceptedCompletion } from "./accepted.ts";
import { type Ghost, ghostField, restAt, visibleGhost } from "./ghost.ts";

export interface InlineOutcome {
  source: "local" | "model";
  model: string;
  outcome: "accepted" | "partly" | "typed" | "rejected" | "replaced";
  shownChars: number;
  acceptedChars: number;
  latencyMs: number;
}

export function outcomes(tell: (outcome: InlineOutcome) => void) {
  return ViewPlugin.define(() => new Outcomes(tell));
}

class Outcomes implements PluginValue {
  private readonly tell: (outcome: InlineOutcome) => void;
  private seen: Ghost | undefined;
  private shownChars = 0;
  private acceptedChars = 0;
  private latencyMs: number | undefined;

  constructor(tell: (outcome: InlineOutcome) => void) {
    this.tell = tell;
  }

  update(update: ViewUpdate): void {
    const ghost = update.state.field(ghostField);
    const taken = update.transactions.flatMap((transaction) => transaction.annotation(acceptedCompletion) ?? []);
    this.acceptedChars += taken.reduce((sum, { text }) => sum + text.length, 0);
    if (this.seen && ghost?.source !== this.seen.source) {
      const all = taken.some(({ part }) => part === "all");
      this.end(this.seen, all ? "accepted" : this.outcomeOf(this.seen, ghost, update));
    }
    const visible = visibleGhost(update.state);
    if (!visible) return;
    this.seen = visible;
    this.latencyMs ??= visible.latencyMs;
    this.shownChars = Math.max(this.shownChars, visible.text.length);
  }

  destroy(): void {
    if (this.seen) this.end(this.seen, this.acceptedChars > 0 ? "partly" : "rejected");
  }

  private outcomeOf(seen: Ghost, ghost: Ghost | undefined, update: ViewUpdate): InlineOutcome["outcome"] {
    if (this.acceptedChars >= this.shownChars) return "accepted";
    if (this.acceptedChars > 0) return "partly";
    if (ghost) return "replaced";
    const origin = update.changes.mapPos(seen.origin, -1);
    return restAt({ ...seen, origin }, update.state) === "" ? "typed" : "rejected";
  }

  private end({ source, model }: Ghost, outcome: InlineOutcome["outcome"]): void {
    const { shownChars, acceptedChars, latencyMs = 0 } = this;
    this.seen = undefined;
    this.latencyMs = undefined;
    this.shownChars = 0;
    this.acceptedChars = 0;
    this.tell({ source, model, outcome, shownChars, acceptedChars, latencyMs });
  }
}
