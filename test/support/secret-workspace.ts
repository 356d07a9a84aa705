/** Random workspaces full of what must not leave: secrets of every kind, ignored files, other workspaces' files. */
import type { SeededRandom } from "./chaos-random.ts";
import { fakeSecret, secretKinds } from "./fake-secrets.ts";

export interface SecretWorkspace {
  files: Record<string, string>;
  /** What no request may hold. */
  forbidden: string[];
  /** Files that are edited, and may be asked about. */
  open: string[];
}

const folders = ["", "src/", "src/api/", "lib/", "packages/core/src/"];
const words = ["order", "price", "customer", "invoice", "session", "report", "basket", "account"];
const ignoredPlaces: readonly [pattern: string, path: (name: string) => string][] = [
  ["*.local.ts", (name) => `src/${name}.local.ts`],
  ["/private/", (name) => `private/${name}.ts`],
  ["**/fixtures/real-*", (name) => `src/fixtures/real-${name}.ts`],
  ["notes-?.md", (name) => `lib/notes-${name[0]}.md`],
];
const secretPlaces = [
  ".env",
  ".env.production",
  "config/prod.env",
  "deploy/id_rsa",
  "tls/server.key",
  "tls/server.pem",
  ".aws/credentials",
  "src/credentials.json",
  ".npmrc",
  "secrets.yaml",
];

/** `home` marks all that is this workspace's and no other's. */
export function secretWorkspace(random: SeededRandom, home: string): SecretWorkspace {
  const files: Record<string, string> = {};
  const forbidden: string[] = [];
  const open: string[] = [];
  const hidden = () => {
    const canary = `canary${home}${random.below(1e9).toString(36)}x${forbidden.length}`;
    forbidden.push(canary);
    return canary;
  };
  for (let count = 4 + random.below(5); count > 0; count--) {
    const name = random.pick(words) ?? "a";
    const path = `${random.pick(folders) ?? ""}${name}${count}.${random.pick(["ts", "tsx", "js", "py", "json", "md"])}`;
    const code = codeOf(random, name, files);
    const found = Array.from({ length: random.below(4) }, () => fakeSecret(random.pick(secretKinds) ?? "", random));
    forbidden.push(...found.map(({ secret }) => secret));
    for (const { line } of found) code.splice(random.below(code.length + 1), 0, line);
    files[path] = `${code.join("\n")}\n`;
    open.push(path);
  }
  const rules: Record<string, string[]> = { ".gitignore": ["# build", "out/"], ".assistantignore": [] };
  for (const [pattern, pathOf] of ignoredPlaces) {
    rules[random.chance(0.5) ? ".gitignore" : ".assistantignore"]?.push(pattern);
    files[pathOf(random.pick(words) ?? "a")] = lookAlike(random, hidden());
  }
  for (const path of secretPlaces) if (random.chance(0.5)) files[path] = lookAlike(random, hidden());
  for (const path of ["node_modules/x/index.js", "dist/app.js", "out/app.js"])
    files[path] = lookAlike(random, hidden());
  for (const [path, patterns] of Object.entries(rules)) files[path] = `${patterns.join("\n")}\n`;
  return { files, forbidden, open };
}

/** Declares what open files use: whatever looks for context finds it useful. */
function lookAlike(random: SeededRandom, canary: string): string {
  const name = random.pick(words) ?? "a";
  return `export function ${name}Of(id: string): string {\n  return "${canary}";\n}\nconst ${name} = ${name}Of("1"); // ${canary}\n`;
}

function codeOf(random: SeededRandom, name: string, others: Record<string, string>): string[] {
  const other = random.pick(words) ?? "a";
  const imported = random.pick(Object.keys(others));
  const lines = [
    ...(imported === undefined ? [] : [`import { ${other}Of } from "./${imported}";`]),
    `export function ${name}Of(id: string): string {`,
    `  const ${other} = ${other}Of(id);`,
    `  return ${other}.trim();`,
    "}",
    "",
  ];
  // Some files are longer than what is sent of them.
  const times = random.chance(0.2) ? 400 : 1 + random.below(6);
  return Array.from({ length: times }, () => lines).flat();
}
