import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../test/support/chaos-random.ts";
import { fakeSecret, secretKinds } from "../../test/support/fake-secrets.ts";
import { fc } from "../../test/support/property.ts";
import { promptWindow } from "./prompt-window.ts";
import { findSecrets, placeholderOf, withoutSecrets, withoutSecretsAround } from "./secret-scan.ts";

const code = "import { connect } from './client.ts';\n\nexport function start() {\n  return connect('localhost');\n}\n";

describe("what is sent of a file", () => {
  it.each(secretKinds)("%s is replaced, and the code around it stays", (kind) => {
    for (let seed = 1; seed <= 200; seed++) {
      const { line, secret } = fakeSecret(kind, new SeededRandom(seed));
      const clean = withoutSecrets(`${code}${line}\n${code}`);
      expect(clean, `seed ${seed}`).not.toContain(secret);
      expect(clean.startsWith(code) && clean.endsWith(`\n${code}`), `seed ${seed}: ${line}`).toBe(true);
      expect(clean).toContain("SECRET");
    }
  });

  it.each(secretKinds)("%s is gone too when the caret stands in it", (kind) => {
    const { line, secret } = fakeSecret(kind, new SeededRandom(3));
    const text = `${code}${line}\n${code}`;
    const at = text.indexOf(secret);
    for (let caret = at; caret <= at + secret.length; caret++) {
      const { prefix, suffix } = withoutSecretsAround({ prefix: text.slice(0, caret), suffix: text.slice(caret) });
      const half = caret - at > secret.length / 2 ? secret.slice(0, caret - at) : secret.slice(caret - at);
      expect(`${prefix}|${suffix}`).not.toContain(half);
    }
  });

  it("a key that the window cuts is told by its other half", () => {
    const { line, secret } = fakeSecret("private key", new SeededRandom(5));
    const lineOf = (text: string) => promptWindow(text, "", { prefix: 300, suffix: 0 }).prefix;
    for (let after = 0; after < 600; after += 20) expect(lineOf(line + "\n".repeat(after))).not.toContain(secret);
    const before = promptWindow("", `${"\n".repeat(100)}${line}`, { prefix: 0, suffix: 400 }).suffix;
    expect(before).not.toContain(line.slice(60, 100));
  });

  it("a token that a control token hides is found behind it", () => {
    const { secret } = fakeSecret("GitHub token", new SeededRandom(9));
    const hidden = `${secret.slice(0, 9)}<|fim_middle|>${secret.slice(9)}`;
    expect(promptWindow(`call("${hidden}`, '")', { prefix: 999, suffix: 99 }).prefix).toBe(
      `call("${placeholderOf(secret.length)}`,
    );
  });

  it("a placeholder stays as it is, and as long as a secret of its kind", () => {
    expect([8, 20, 40, 1_700].map((length) => placeholderOf(length).length)).toEqual([8, 24, 40, 256]);
    const once = withoutSecrets(fakeSecret("password", new SeededRandom(2)).line);
    expect(withoutSecrets(once)).toBe(once);
  });

  it.each([
    'const password = "password";',
    "const token = tokens[index + 1];",
    'tokenType: "identifier",',
    "const secret = process.env.CLIENT_SECRET;",
    'api_key = "your-api-key-goes-here-123456"',
    'if (text.includes("-----BEGIN PRIVATE KEY-----")) return parse(text);',
    "const url = `postgres://${user}:${password}@${host}/app`;",
    'passwordHint: "at least 8 characters",',
    'const tokens = { "sk-chasing-dots-before-animation": 1 };',
    "const authKey = createAuthenticationKeyFor(user);",
    'type: "module",',
  ])("%s is no secret", (line) => {
    expect(withoutSecrets(`${line}\n`)).toBe(`${line}\n`);
  });

  it("no text makes the search slow or throws", () => {
    const pieces = [
      "token = '",
      "a".repeat(40),
      "-----BEGIN PRIVATE KEY-----",
      "\\n",
      "x://a:b",
      "eyJ.",
      "'",
      "\n",
      "=",
      "sk-",
    ];
    const texts = pieces.map((piece) => piece.repeat(Math.ceil(100_000 / piece.length)));
    for (const text of texts) expect(findSecrets(text)).toBeInstanceOf(Array);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const once = withoutSecrets(parts.join(""));
        expect(withoutSecrets(once)).toBe(once);
      }),
    );
  });
});

it("in published code hardly anything is taken for a secret", () => {
  let files = 0;
  let suspected = 0;
  for (const name of ["hono", "valibot", "kysely", "yjs", "zod", "react-dom", "@codemirror/view", "better-auth"]) {
    for (const path of sourcesOf(join("node_modules", name))) {
      files++;
      if (findSecrets(readFileSync(path, "utf8")).length > 0) suspected++;
    }
  }
  expect(files).toBeGreaterThan(1_000);
  expect(suspected / files).toBeLessThan(0.005);
});

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:[cm]?[jt]sx?|json)$/.test(path))
    .map((path) => join(folder, path));
}
