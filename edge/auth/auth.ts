/** Who is asking. Guests are minted by the app's own POST; everything else about accounts is better-auth's. */
import { betterAuth } from "better-auth";
import { anonymous } from "better-auth/plugins/anonymous";
import type { EdgeConfig } from "../config.ts";
import { edgeLimits } from "../limits.ts";
import type { Db, Log, Random } from "../ports.ts";
import { textColumn } from "../storage/columns.ts";
import { guestName, userColor } from "./guest-name.ts";
import { createDialect } from "./kysely-dialect.ts";

export interface SessionUser {
  id: string;
  name: string;
  /** CSS colour. */
  color: string;
  guest: boolean;
}

export interface Auth {
  /** The signed-in user of a request, by its cookie. */
  userOf(headers: Headers): Promise<SessionUser | undefined>;
  userById(id: string): Promise<SessionUser | undefined>;
  /** Makes a guest; `cookies` are the Set-Cookie values to answer with. */
  mintGuest(): Promise<{ user: SessionUser; cookies: string[] }>;
}

export const sessionCookieName = "__Host-session";

export async function createAuth(ports: { db: Db; random: Random; log: Log }, config: EdgeConfig): Promise<Auth> {
  const auth = betterAuth({
    baseURL: config.ideOrigin,
    secret: await loadSecret(ports),
    database: { dialect: createDialect(ports.db), type: "sqlite" },
    telemetry: { enabled: false },
    logger: { level: "error", log: (_level, message) => ports.log("auth-failed", { message }) },
    session: { expiresIn: edgeLimits.sessionLifetimeSeconds, updateAge: edgeLimits.sessionLifetimeSeconds },
    // Our own limiter counts by address; better-auth's would count in memory a second time.
    rateLimit: { enabled: false },
    advanced: {
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: sessionCookieName,
          // Chromium accepts Secure cookies on http://localhost; `__Host-` keeps a sandbox from planting one.
          attributes: { secure: true, httpOnly: true, sameSite: "strict", path: "/" },
        },
      },
    },
    plugins: [anonymous({ generateName: () => guestName(ports.random.bytes(1)[0] ?? 0) })],
  });
  // On Workers what one request begins another cannot wait for: the set-up must be over when the application is.
  await auth.$context;
  return {
    async userOf(headers) {
      if (!headers.get("Cookie")?.includes(sessionCookieName)) return undefined;
      const session = await auth.api.getSession({ headers, query: { disableRefresh: true } });
      return session ? toUser(session.user) : undefined;
    },
    async userById(id) {
      const row = await ports.db.one('SELECT id, name, isAnonymous FROM "user" WHERE id = ?', id);
      return (
        row &&
        toUser({ id: textColumn(row, "id"), name: textColumn(row, "name"), isAnonymous: row["isAnonymous"] === 1 })
      );
    },
    async mintGuest() {
      const { headers, response } = await auth.api.signInAnonymous({ headers: new Headers(), returnHeaders: true });
      if (!response) throw new Error("the guest could not be made");
      return { user: toUser({ ...response.user, isAnonymous: true }), cookies: headers.getSetCookie() };
    },
  };
}

function toUser(user: { id: string; name: string; isAnonymous?: boolean | null | undefined }): SessionUser {
  return { id: user.id, name: user.name, color: userColor(user.id), guest: user.isAnonymous === true };
}

/** The key that signs cookies is made once and lives with the accounts. */
async function loadSecret(ports: { db: Db; random: Random }): Promise<string> {
  const made = Array.from(ports.random.bytes(32), (byte) => byte.toString(16).padStart(2, "0")).join("");
  await ports.db.run("INSERT OR IGNORE INTO setting (name, value) VALUES ('auth-secret', ?)", made);
  const row = await ports.db.one("SELECT value FROM setting WHERE name = 'auth-secret'");
  if (!row) throw new Error("the cookie secret could not be stored");
  return textColumn(row, "value");
}
