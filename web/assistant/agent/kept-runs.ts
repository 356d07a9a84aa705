/** What a reload must not lose of a run: its name in this tab's own storage, how the files were before in IndexedDB. */
import { type DBSchema, openDB } from "idb";
import * as v from "valibot";
import { type Checkpoint, emptyCheckpoint } from "./checkpoint.ts";
import { handsLimits } from "./limits.ts";

const heldSchema = v.object({
  run: v.string(),
  request: v.string(),
  edits: v.picklist(["ask", "allow"]),
});
/** The run that this tab holds. */
export type HeldRun = v.InferOutput<typeof heldSchema>;

export interface KeptRuns {
  held(): HeldRun | undefined;
  hold(run: HeldRun | undefined): void;
  checkpoint(run: string): Promise<Checkpoint>;
  keepCheckpoint(run: string, checkpoint: Checkpoint): Promise<void>;
}

interface Schema extends DBSchema {
  checkpoints: { key: string; value: { checkpoint: Checkpoint; at: number }; indexes: { at: number } };
}

export function keptRuns(workspace: string, storage: Pick<Storage, "getItem" | "setItem" | "removeItem">): KeptRuns {
  const key = `glasshouse.agent.${workspace}`;
  let opening: ReturnType<typeof openCheckpoints> | undefined;
  const open = () => {
    opening ??= openCheckpoints();
    return opening;
  };
  return {
    held() {
      const parsed = v.safeParse(heldSchema, parsedJson(storage.getItem(key)));
      return parsed.success ? parsed.output : undefined;
    },
    hold: (run) => (run ? storage.setItem(key, JSON.stringify(run)) : storage.removeItem(key)),
    checkpoint: async (run) => (await (await open()).get("checkpoints", run))?.checkpoint ?? emptyCheckpoint,
    async keepCheckpoint(run, checkpoint) {
      const database = await open();
      await database.put("checkpoints", { checkpoint, at: Date.now() }, run);
      const keys = await database.getAllKeysFromIndex("checkpoints", "at");
      const old = keys.slice(0, Math.max(0, keys.length - handsLimits.keptCheckpoints));
      await Promise.all(old.map((each) => database.delete("checkpoints", each)));
    },
  };
}

function openCheckpoints() {
  return openDB<Schema>("glasshouse.agent", 1, {
    upgrade: (fresh) => void fresh.createObjectStore("checkpoints").createIndex("at", "at"),
  });
}

function parsedJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    // Another version wrote it: there is no run to go on with.
    return undefined;
  }
}
