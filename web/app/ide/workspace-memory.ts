/** What this browser remembers of each project it opened: its name and the open files. */
import * as v from "valibot";
import { type KeptText, parseJson } from "../../state/settings.ts";

const memorySchema = v.object({
  name: v.optional(v.string()),
  open: v.optional(v.array(v.string())),
  active: v.optional(v.string()),
});
export type WorkspaceMemory = v.InferOutput<typeof memorySchema>;

const keyOf = (workspaceId: string) => `glasshouse.project.${workspaceId}`;

export function recall(storage: KeptText, workspaceId: string): WorkspaceMemory {
  const parsed = v.safeParse(memorySchema, parseJson(storage.getItem(keyOf(workspaceId))));
  return parsed.success ? parsed.output : {};
}

export function remember(storage: KeptText, workspaceId: string, change: WorkspaceMemory): void {
  storage.setItem(keyOf(workspaceId), JSON.stringify({ ...recall(storage, workspaceId), ...change }));
}
