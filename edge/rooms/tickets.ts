/** Single-use passes for a socket, for clients that have no cookie jar (rule PR5). */
import { edgeLimits } from "../limits.ts";
import type { Clock, Db, Random } from "../ports.ts";
import { numberColumn, textColumn } from "../storage/columns.ts";
import { hashToken, isToken, newId } from "../storage/secrets.ts";

export type TicketSocket = "sync" | "assistant";

export class Tickets {
  private readonly db: Db;
  private readonly clock: Clock;
  private readonly random: Random;

  constructor(ports: { db: Db; clock: Clock; random: Random }) {
    this.db = ports.db;
    this.clock = ports.clock;
    this.random = ports.random;
  }

  async issue(userId: string, socket: TicketSocket, workspace: string): Promise<string> {
    const now = this.clock.now();
    await this.db.run("DELETE FROM ticket WHERE expiresAt < ?", now);
    const ticket = newId(this.random);
    await this.db.run(
      "INSERT INTO ticket VALUES (?, ?, ?, ?, ?)",
      await hashToken(ticket),
      userId,
      socket,
      workspace,
      now + edgeLimits.ticketLifetimeMs,
    );
    return ticket;
  }

  /** Uses a ticket up; the user it was issued to, when it fits this socket and is fresh. */
  async redeem(ticket: string, socket: TicketSocket, workspace: string): Promise<string | undefined> {
    if (!isToken(ticket)) return undefined;
    const row = await this.db.one(
      "DELETE FROM ticket WHERE hash = ? RETURNING user, socket, workspace, expiresAt",
      await hashToken(ticket),
    );
    if (!row || numberColumn(row, "expiresAt") < this.clock.now()) return undefined;
    if (textColumn(row, "socket") !== socket || textColumn(row, "workspace") !== workspace) return undefined;
    return textColumn(row, "user");
  }
}
