/** Writes down what became of each suggestion, and looks later whether what was taken is still there. */
import { keptShare } from "./kept-share.ts";
import { telemetryLimits } from "./limits.ts";
import type { SuggestionRecord } from "./record.ts";
import type { Records } from "./records.ts";
import { confidenceThreshold } from "./threshold.ts";

export interface RecorderPorts {
  records(): Promise<Records>;
  now(): number;
  /** Runs `task` once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, task: () => void): () => void;
}

interface Taken {
  text: string;
  /** What stands now where the text was written. */
  readBack(): string;
}

export interface Recorder {
  /** A suggestion is gone; texts taken of it were told, or are told right after. */
  ended(outcome: Omit<SuggestionRecord, "at">): void;
  taken(text: string, readBack: () => string): void;
  /** The probability below which embedded suggestions are held back. */
  threshold(): number;
  dispose(): void;
}

export function createRecorder(ports: RecorderPorts): Recorder {
  const looks = new Set<() => void>();
  let pending: Taken[] = [];
  let threshold = 0;
  const learn = (records: Records) => {
    threshold = confidenceThreshold(records.all());
  };
  const look = (delayMs: number, task: () => void) => {
    const stop = ports.after(delayMs, () => {
      looks.delete(stop);
      task();
    });
    looks.add(stop);
    if (looks.size <= telemetryLimits.maxLooks) return;
    for (const oldest of looks) {
      looks.delete(oldest);
      oldest();
      break;
    }
  };
  const keep = async (record: SuggestionRecord, taken: readonly Taken[]) => {
    const records = await ports.records();
    const key = await records.add(record);
    learn(records);
    if (!taken.length) return;
    const { firstLookMs, secondLookMs } = telemetryLimits;
    look(firstLookMs, () => void records.change(key, { keptAfter30s: shareOf(taken) }).catch(gone));
    look(secondLookMs, () => void records.change(key, { keptAfter5min: shareOf(taken) }).catch(gone));
  };
  void ports.records().then(learn);
  return {
    ended(outcome) {
      // The text that ends a suggestion is told after its end: both come from one transaction.
      queueMicrotask(() => {
        const taken = outcome.acceptedChars > 0 ? pending : [];
        pending = [];
        void keep({ ...outcome, at: ports.now() }, taken).catch(gone);
      });
    },
    taken: (text, readBack) => void pending.push({ text, readBack }),
    threshold: () => threshold,
    dispose() {
      for (const stop of looks) stop();
      looks.clear();
    },
  };
}

/** A browser out of room keeps no more figures; nothing else depends on them. */
function gone(): void {}

function shareOf(taken: readonly Taken[]): number {
  const { maxComparedChars } = telemetryLimits;
  const chars = taken.reduce((sum, { text }) => sum + text.length, 0);
  const kept = taken.map(({ text, readBack }) => {
    const compared = text.slice(0, maxComparedChars);
    return keptShare(compared, readBack().slice(0, maxComparedChars * 2)) * text.length;
  });
  return chars ? kept.reduce((sum, share) => sum + share, 0) / chars : 0;
}
