/** Which other files go into a prompt: those that may, in their order, while there is room, without secrets and control tokens. */
import type { FimFile } from "./fim.ts";
import { promptPart } from "./prompt-window.ts";
import { scrubTokens } from "./scrub-tokens.ts";
import { isSecretPath } from "./secrets.ts";

export function promptContext(files: readonly FimFile[], maxChars: number): FimFile[] {
  const chosen: FimFile[] = [];
  let room = maxChars;
  for (const { path, text } of files) {
    if (isSecretPath(path)) continue;
    const part = promptPart(text, room);
    if (part === undefined) continue;
    const clean = { path: scrubTokens(path), text: part };
    room -= clean.text.length + clean.path.length;
    chosen.push(clean);
  }
  return chosen;
}
