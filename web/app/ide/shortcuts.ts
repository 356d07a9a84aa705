/** Keys of the whole page, as data: which press means which command. */
import type { CommandId } from "./command-id.ts";

export interface KeyPress {
  key: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
}

/** `Mod` is Control, or Command on a Mac. Keys are chosen so that neither browser nor editor needs them. */
export const shortcuts: Partial<Record<CommandId, string>> = {
  palette: "Mod+K",
  run: "Mod+Enter",
  stop: "Mod+Shift+Enter",
  search: "Mod+Shift+F",
  chat: "Alt+A",
  toggleSide: "Mod+B",
  toggleBottom: "Mod+J",
  toggleRight: "Mod+Alt+P",
  newTerminal: "Mod+Alt+T",
  closeTab: "Alt+W",
  reopenTab: "Alt+Shift+T",
  nextTab: "Alt+.",
  previousTab: "Alt+,",
  nextRegion: "F6",
  previousRegion: "Shift+F6",
  saveNow: "Mod+S",
  generate: "Mod+I",
};

/** The command of a key press, if it is one of the page's. */
export function commandOf(press: KeyPress): CommandId | undefined {
  const pressed = spell(press);
  return commandIds.find((id) => shortcuts[id] === pressed);
}

/** The key of an event. On a Mac, Option makes another letter of it: there the key itself counts. */
export function keyOf({ key, code, altKey }: Pick<KeyboardEvent, "key" | "code" | "altKey">, mac: boolean): string {
  return mac && altKey ? (/^Key([A-Z])$/.exec(code)?.[1] ?? key) : key;
}

/** A shortcut in the words of this keyboard. */
export function keysText(shortcut: string | undefined, mac: boolean): string {
  if (shortcut === undefined) return "";
  const names = mac ? { Mod: "⌘", Alt: "⌥", Shift: "⇧" } : { Mod: "Ctrl", Alt: "Alt", Shift: "Shift" };
  const parts = shortcut.split("+").map((part) => (part in names ? names[part as keyof typeof names] : part));
  return parts.join(mac ? "" : " ");
}

const commandIds = Object.keys(shortcuts).filter((id): id is CommandId => id in shortcuts);

function spell({ key, ctrl, alt, shift }: KeyPress): string {
  const name = key.length === 1 ? key.toUpperCase() : key;
  return [ctrl && "Mod", alt && "Alt", shift && "Shift", name].filter(Boolean).join("+");
}
