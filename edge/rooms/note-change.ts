/** Keeps a workspace's "last changed" for the list on the first page. */
import type { Db, Log } from "../ports.ts";

/** Never fails its caller: the edit itself is stored already. */
export async function noteChange(db: Db, log: Log, workspace: string, atMs: number): Promise<void> {
  try {
    await db.run("UPDATE workspace SET updatedAt = ? WHERE id = ?", atMs, workspace);
  } catch (error) {
    log("note-change-failed", { message: error instanceof Error ? error.message : String(error) });
  }
}
