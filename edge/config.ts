/** The two sites of one installation. */
export interface EdgeConfig {
  /** Scheme, host and port of the IDE: "http://localhost:8787". */
  ideOrigin: string;
  /** The site under which every workspace's engine and previews get a host of their own: "http://sandbox.localhost:8787". */
  sandboxOrigin: string;
  /** Origins of other pages that may frame engines and previews: "https://docs.example.org". */
  embedOrigins?: readonly string[];
  /** Set when the IDE may run StackBlitz's engine in the place of ours. */
  hostedEngine?: HostedEngine;
  /** Whoever shows this token sees the models' status; without one nobody does. */
  adminToken?: string;
}

export interface HostedEngine {
  /** `auto`: where it answers in time, else ours. */
  runtime: "webcontainer" | "auto";
  origin: string;
  /** CSP source of its previews. */
  previews: string;
}

/** Reads `GLASSHOUSE_RUNTIME` (embedded, webcontainer or auto) and `GLASSHOUSE_HOSTED_ENGINE` (`origin previews`). */
export function readHostedEngine(env: Record<string, string | undefined>): { hostedEngine?: HostedEngine } {
  const runtime = env["GLASSHOUSE_RUNTIME"] ?? "embedded";
  if (runtime === "embedded") return {};
  if (runtime !== "webcontainer" && runtime !== "auto")
    throw new Error(`GLASSHOUSE_RUNTIME is embedded, webcontainer or auto, not ${runtime}.`);
  const sources = env["GLASSHOUSE_HOSTED_ENGINE"] ?? "https://stackblitz.com https://*.webcontainer-api.io";
  const [origin = "", previews = origin] = sources.split(/\s+/);
  // Both go into a header: a stray word in them would widen it.
  if (![origin, previews].every((source) => /^https?:\/\/(\*\.)?[\w.-]+(:\d+)?$/.test(source)))
    throw new Error(`GLASSHOUSE_HOSTED_ENGINE names an origin and its previews' source, not ${sources}.`);
  return { hostedEngine: { runtime, origin, previews } };
}

/** Reads `GLASSHOUSE_ADMIN_TOKEN`; one that could be guessed opens nothing. */
export function readAdminToken(env: Record<string, string | undefined>): { adminToken?: string } {
  const adminToken = env["GLASSHOUSE_ADMIN_TOKEN"]?.trim() ?? "";
  return adminToken.length >= minAdminTokenChars ? { adminToken } : {};
}

const minAdminTokenChars = 16;
