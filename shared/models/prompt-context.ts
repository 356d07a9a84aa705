/** Which other files go into a prompt: those that hold no secret, in their order, while there is room. */
import type { FimFile } from "./fim.ts";
import { promptWindow } from "./prompt-window.ts";
import { scrubTokens } from "./scrub-tokens.ts";
import { holdsPrivateKey, isSecretPath } from "./secrets.ts";

export function promptContext(files: readonly FimFile[], maxChars: number): FimFile[] {
  const chosen: FimFile[] = [];
  let room = maxChars;
  for (const { path, text } of files) {
    if (isSecretPath(path) || holdsPrivateKey(text)) continue;
    const { suffix: beginning } = promptWindow("", text, { prefix: 0, suffix: room });
    // A line that does not fit whole helps nobody.
    const cutInLine = beginning.length < text.length && !beginning.endsWith("\n");
    if (cutInLine || beginning.trim() === "") continue;
    room -= beginning.length;
    chosen.push({ path: scrubTokens(path), text: beginning });
  }
  return chosen;
}
