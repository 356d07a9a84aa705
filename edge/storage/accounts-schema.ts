/** The accounts database: users and sessions (better-auth's tables), workspaces, members, links, tickets, dials, spend, conversations. */
export const accountsSchema = [
  `CREATE TABLE IF NOT EXISTS "user" (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE,
    emailVerified INTEGER NOT NULL, image TEXT, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL, isAnonymous INTEGER, color TEXT)`,
  `CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, expiresAt TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
    createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL, ipAddress TEXT, userAgent TEXT, userId TEXT NOT NULL)`,
  "CREATE INDEX IF NOT EXISTS session_user ON session (userId)",
  `CREATE TABLE IF NOT EXISTS account (id TEXT PRIMARY KEY, accountId TEXT NOT NULL, providerId TEXT NOT NULL, userId TEXT NOT NULL,
    accessToken TEXT, refreshToken TEXT, idToken TEXT, accessTokenExpiresAt TEXT, refreshTokenExpiresAt TEXT, scope TEXT,
    password TEXT, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS verification (id TEXT PRIMARY KEY, identifier TEXT NOT NULL, value TEXT NOT NULL,
    expiresAt TEXT NOT NULL, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL)`,
  "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
  `CREATE TABLE IF NOT EXISTS workspace (id TEXT PRIMARY KEY, name TEXT NOT NULL, owner TEXT NOT NULL, template TEXT NOT NULL,
    createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL)`,
  // One row a reason: a person may be the owner and hold two links; the strongest counts.
  `CREATE TABLE IF NOT EXISTS member (workspace TEXT, user TEXT, source TEXT, role TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (workspace, user, source))`,
  "CREATE INDEX IF NOT EXISTS member_user ON member (user)",
  `CREATE TABLE IF NOT EXISTS link (id TEXT PRIMARY KEY, workspace TEXT NOT NULL, role TEXT NOT NULL, tokenHash TEXT NOT NULL UNIQUE,
    createdAt INTEGER NOT NULL)`,
  "CREATE INDEX IF NOT EXISTS link_workspace ON link (workspace)",
  "CREATE TABLE IF NOT EXISTS blob (workspace TEXT, hash TEXT, size INTEGER NOT NULL, PRIMARY KEY (workspace, hash))",
  // What the assistant may do, as JSON; without a row everything.
  "CREATE TABLE IF NOT EXISTS dial (workspace TEXT PRIMARY KEY, value TEXT NOT NULL)",
  // Endpoints that the owner added, without their keys; an entry is missing where one of the environment is left alone.
  "CREATE TABLE IF NOT EXISTS model_endpoint (id TEXT PRIMARY KEY, entry TEXT, off INTEGER NOT NULL, keyedAt INTEGER)",
  // Tokens that models used, by day and payer; kept for the day.
  "CREATE TABLE IF NOT EXISTS model_spend (day TEXT, subject TEXT, tokens INTEGER NOT NULL, PRIMARY KEY (day, subject))",
  // Workers: whose assistant has its own object, and when it was last opened.
  "CREATE TABLE IF NOT EXISTS assistant_object (user TEXT PRIMARY KEY, at INTEGER NOT NULL)",
  `CREATE TABLE IF NOT EXISTS ticket (hash TEXT PRIMARY KEY, user TEXT NOT NULL, socket TEXT NOT NULL, workspace TEXT NOT NULL,
    expiresAt INTEGER NOT NULL)`,
  // A person's own conversations with the assistant, as JSON; the title is apart so that a list need not read them.
  `CREATE TABLE IF NOT EXISTS conversation (workspace TEXT, user TEXT, id TEXT, title TEXT NOT NULL, value TEXT NOT NULL,
    updatedAt INTEGER NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (workspace, user, id))`,
];

/** Keys of model endpoints, where the host has no file for them (Workers). */
export const secretsSchema = ["CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL)"];
