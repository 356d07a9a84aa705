/** Conversations with the assistant: each is one person's own, in one workspace. */
import * as v from "valibot";
import { type Conversation, conversationSchema, type ListedConversation } from "../../shared/chat/conversation.ts";
import { chatLimits } from "../../shared/chat/limits.ts";
import type { Clock, Db } from "../ports.ts";
import { numberColumn, textColumn } from "../storage/columns.ts";

/** Whose they are. */
export interface Keeper {
  workspace: string;
  userId: string;
}

export type Put = "stored" | "changed-elsewhere" | "too-many";

export class Conversations {
  private readonly db: Db;
  private readonly clock: Clock;

  constructor(ports: { db: Db; clock: Clock }) {
    this.db = ports.db;
    this.clock = ports.clock;
  }

  /** The newest first. */
  async list({ workspace, userId }: Keeper): Promise<ListedConversation[]> {
    const rows = await this.db.all(
      "SELECT id, title, updatedAt FROM conversation WHERE workspace = ? AND user = ? ORDER BY updatedAt DESC, id",
      workspace,
      userId,
    );
    return rows.map((row) => ({
      id: textColumn(row, "id"),
      title: textColumn(row, "title"),
      updatedAt: numberColumn(row, "updatedAt"),
    }));
  }

  async find(
    { workspace, userId }: Keeper,
    id: string,
  ): Promise<{ conversation: Conversation; revision: number } | undefined> {
    const row = await this.db.one(
      "SELECT title, value, revision FROM conversation WHERE workspace = ? AND user = ? AND id = ?",
      workspace,
      userId,
      id,
    );
    if (!row) return undefined;
    const value = v.parse(stored, textColumn(row, "value"));
    // The row's title is the one that a list shows and a rename changes.
    return { conversation: { ...value, title: textColumn(row, "title") }, revision: numberColumn(row, "revision") };
  }

  /** `revision` is the one that the writer has read, 0 for a new conversation; each writing makes the next. */
  async put(
    { workspace, userId }: Keeper,
    id: string,
    { revision, conversation }: { revision: number; conversation: Conversation },
  ): Promise<Put> {
    const { title } = conversation;
    const value = JSON.stringify(conversation);
    const now = this.clock.now();
    if (revision > 0) {
      const changed = await this.db.run(
        `UPDATE conversation SET title = ?, value = ?, updatedAt = ?, revision = revision + 1
         WHERE workspace = ? AND user = ? AND id = ? AND revision = ?`,
        title,
        value,
        now,
        workspace,
        userId,
        id,
        revision,
      );
      return changed > 0 ? "stored" : "changed-elsewhere";
    }
    // In one statement: two pages may write at once, and the workspace may go meanwhile.
    const added = await this.db.run(
      `INSERT OR IGNORE INTO conversation SELECT ?, ?, ?, ?, ?, ?, 1
       WHERE EXISTS (SELECT 1 FROM workspace WHERE id = ?)
         AND (SELECT count(*) FROM conversation WHERE workspace = ? AND user = ?) < ?`,
      workspace,
      userId,
      id,
      title,
      value,
      now,
      workspace,
      workspace,
      userId,
      chatLimits.maxConversations,
    );
    if (added > 0) return "stored";
    return (await this.find({ workspace, userId }, id)) ? "changed-elsewhere" : "too-many";
  }

  /** False when there is no such conversation; so for `delete`. */
  async rename({ workspace, userId }: Keeper, id: string, title: string): Promise<boolean> {
    const sql = "UPDATE conversation SET title = ? WHERE workspace = ? AND user = ? AND id = ?";
    return (await this.db.run(sql, title, workspace, userId, id)) > 0;
  }

  async delete({ workspace, userId }: Keeper, id: string): Promise<boolean> {
    const sql = "DELETE FROM conversation WHERE workspace = ? AND user = ? AND id = ?";
    return (await this.db.run(sql, workspace, userId, id)) > 0;
  }
}

const stored = v.pipe(v.string(), v.parseJson(), conversationSchema);
