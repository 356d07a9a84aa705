/** Secrets of every kind that look real and are not: made of random letters, so that no file of the repository holds one. */
import type { SeededRandom } from "./chaos-random.ts";

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const alphanumeric = `${lower}${lower.toUpperCase()}${digits}`;
const base64 = `${alphanumeric}+/`;
const hex = "0123456789abcdef";

type Make = (random: SeededRandom) => string;

/** What of the text may not be seen anywhere: usually all of it. */
export interface FakeSecret {
  kind: string;
  /** As a line of a program holds it. */
  line: string;
  secret: string;
}

const tokens: Record<string, Make> = {
  "AWS key id": (random) => `AKIA${letters(random, 16, `${lower.toUpperCase()}234567`)}`,
  "GitHub token": (random) => `ghp_${letters(random, 36)}`,
  "GitHub fine-grained token": (random) => `github_pat_${letters(random, 22)}_${letters(random, 59)}`,
  "GitLab token": (random) => `glpat-${letters(random, 20)}`,
  "Slack token": (random) =>
    `xoxb-${letters(random, 12, digits)}-${letters(random, 12, digits)}-${letters(random, 24)}`,
  "Stripe key": (random) => `sk_live_${letters(random, 24)}`,
  "npm token": (random) => `npm_${letters(random, 36)}`,
  "OpenAI key": (random) => `sk-proj-${letters(random, 48)}`,
  "Anthropic key": (random) => `sk-ant-api03-${letters(random, 93)}AA`,
  "DashScope key": (random) => `sk-${letters(random, 32, hex)}`,
  "Hugging Face token": (random) => `hf_${letters(random, 34)}`,
  "Google key": (random) => `AIza${letters(random, 35)}`,
  JWT: (random) => `eyJ${letters(random, 33)}.eyJ${letters(random, 60)}.${letters(random, 43)}`,
  "SendGrid key": (random) => `SG.${letters(random, 22)}.${letters(random, 43)}`,
  "DigitalOcean token": (random) => `dop_v1_${letters(random, 64, hex)}`,
};

/** Values that only the name before them tells of. */
const named: Record<string, Make> = {
  "AWS secret": (random) => `aws_secret_access_key = "${value(random, 40, base64)}"`,
  password: (random) => `const dbPassword = "${value(random, 14, `${alphanumeric}!#%&*`)}";`,
  "typed secret": (random) => `const clientSecret: string = '${value(random, 32, hex)}';`,
  "token in an object": (random) => `  apiToken: "${value(random, 24)}",`,
  "key in JSON": (random) => `  "api_key": "${value(random, 32)}",`,
  "signing key": (random) => `SIGNING_KEY=${value(random, 44, base64)}`,
  "YAML secret": (random) => `  client_secret: ${value(random, 32)}`,
  argument: (random) => `config.set("session_secret", "${value(random, 32)}");`,
};

export const secretKinds = [...Object.keys(tokens), ...Object.keys(named), "connection string", "private key"];

export function fakeSecret(kind: string, random: SeededRandom): FakeSecret {
  const token = tokens[kind]?.(random);
  if (token !== undefined) return { kind, line: `const client = connect("${token}");`, secret: token };
  const line = named[kind]?.(random);
  if (line !== undefined) return { kind, line, secret: line.match(/[=:,] *["']?([^\s"',]{10,})/)?.[1] ?? line };
  if (kind === "connection string") {
    const secret = value(random, 16);
    return { kind, line: `const db = "postgres://app:${secret}@db.internal:5432/app";`, secret };
  }
  const lines = Array.from({ length: 8 + random.below(40) }, () => letters(random, 64, base64));
  const block = `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----`;
  return { kind, line: `const key = \`${block}\`;`, secret: lines[random.below(lines.length)] ?? "" };
}

/** Random text with letters and figures both, as anything has that a program made. */
function value(random: SeededRandom, length: number, alphabet = alphanumeric): string {
  const made = letters(random, length, alphabet);
  const mixed = (made.match(/\d/g) ?? []).length >= 2 && /[a-z]/i.test(made);
  return mixed ? made : value(random, length, alphabet);
}

function letters(random: SeededRandom, length: number, alphabet = alphanumeric): string {
  return Array.from({ length }, () => alphabet[random.below(alphabet.length)] ?? "").join("");
}
