/** What the assistant may do in a project: a set of permissions, not a rank, narrowed for files by pattern. */
import * as v from "valibot";

export const assistantPermissions = ["explain", "hint", "complete", "edit", "agent"] as const;
export type AssistantPermission = (typeof assistantPermissions)[number];

export const dialLimits = { maxRules: 100, maxPatternChars: 200 } as const;

const permissions = v.pipe(v.array(v.picklist(assistantPermissions)), v.maxLength(assistantPermissions.length));

export const dialSchema = v.object({
  /** What it may do in files that no rule speaks of. */
  allowed: permissions,
  /** Each takes away what it does not list from the files that fit its pattern; all that fit count. */
  rules: v.pipe(
    v.array(
      v.object({
        pattern: v.pipe(v.string(), v.minLength(1), v.maxLength(dialLimits.maxPatternChars)),
        allowed: permissions,
      }),
    ),
    v.maxLength(dialLimits.maxRules),
  ),
});
export type Dial = v.InferOutput<typeof dialSchema>;

/** Everything everywhere: the dial of a project that nobody has turned. */
export const openDial: Dial = { allowed: [...assistantPermissions], rules: [] };

/** Nothing anywhere: the dial that stands in for one that cannot be read. */
export const closedDial: Dial = { allowed: [], rules: [] };

/** Several dials as one, that of a workspace and that of a class in it: the narrower wins, whatever their order. */
export function narrowest(dials: readonly Dial[]): Dial {
  return {
    allowed: assistantPermissions.filter((permission) => dials.every(({ allowed }) => allowed.includes(permission))),
    rules: dials.flatMap(({ rules }) => rules),
  };
}

/** Whether the assistant may do this with this file; the same answer at the edge and in the browser. */
export function mayAssist(dial: Dial, permission: AssistantPermission, path: string): boolean {
  const plain = plainPath(path);
  const sets = [dial.allowed, ...dial.rules.flatMap(({ pattern, allowed }) => (fits(pattern, plain) ? [allowed] : []))];
  return sets.every((allowed) => allowed.includes(permission));
}

/** All that it may do with this file. */
export function permissionsFor(dial: Dial, path: string): ReadonlySet<AssistantPermission> {
  return new Set(assistantPermissions.filter((permission) => mayAssist(dial, permission, path)));
}

/** One way of writing for each file: another way to write its name is no way around a rule. */
function plainPath(path: string): string {
  const names: string[] = [];
  for (const name of path.normalize("NFC").split(/[\\/]/)) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names.join("/");
}

/**
 * `*` is any text without a slash, `**` any text, `?` one character. A pattern without a slash is tried on the file's name
 * in every folder, one that ends with a slash on everything below. Capital letters count as small ones: a file system may too.
 */
export function fits(pattern: string, path: string): boolean {
  const whole = pattern.endsWith("/") ? `${pattern}**` : pattern;
  const text = whole.includes("/") ? path : path.slice(path.lastIndexOf("/") + 1);
  return matches(whole.replace(/^\//, "").normalize("NFC").toLowerCase(), text.toLowerCase());
}

/** Follows all ways through the pattern at once: the steps are bounded by pattern × text, whatever the pattern. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.match(/\*\*\/?|\*|[\s\S]/g) ?? [];
  const start = Array.from({ length: text.length + 1 }, (_, at) => at === 0);
  return parts.reduce((reached, part) => reachedAfter(part, text, reached), start)[text.length] ?? false;
}

/** Places in `text` that `part` of a pattern ends at, when it begins at the places reached. */
function reachedAfter(part: string, text: string, reached: readonly boolean[]): boolean[] {
  const first = reached.indexOf(true);
  const after: boolean[] = [];
  for (let at = 0; at <= text.length; at++) {
    const before = at === 0 ? "" : (text[at - 1] ?? "");
    const from = at > 0 && (reached[at - 1] ?? false);
    if (part === "**") after.push(first >= 0 && at >= first);
    else if (part === "**/") after.push((reached[at] ?? false) || (first >= 0 && at > first && before === "/"));
    else if (part === "*") after.push((reached[at] ?? false) || (before !== "/" && at > 0 && (after[at - 1] ?? false)));
    else if (part === "?") after.push(from && before !== "/");
    else after.push(from && before === part);
  }
  return after;
}
