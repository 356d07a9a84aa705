import { Code, Files, Globe, type LucideIcon, MessageSquare, Search, Settings, SquareTerminal } from "lucide-react";
import { useText } from "../../i18n/text.tsx";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/Icon.tsx";
import css from "./Rail.module.css";

export type RailEntry = "editor" | "files" | "search" | "terminal" | "preview" | "assistant" | "settings";

interface RailProps {
  phone: boolean;
  /** Entries whose panel is shown. */
  on: readonly RailEntry[];
  /** Entries with something new. */
  marked: readonly RailEntry[];
  onPress(entry: RailEntry): void;
}

const icons: Record<RailEntry, LucideIcon> = {
  editor: Code,
  files: Files,
  search: Search,
  terminal: SquareTerminal,
  preview: Globe,
  assistant: MessageSquare,
  settings: Settings,
};
const upper: readonly RailEntry[] = ["files", "search"];
const lower: readonly RailEntry[] = ["terminal", "preview", "assistant", "settings"];
const phoneEntries: readonly RailEntry[] = [
  "editor",
  "files",
  "search",
  "terminal",
  "preview",
  "assistant",
  "settings",
];

/** The panels of the page; on a phone it lies at the bottom and names what slides over. */
export function Rail({ phone, on, marked, onPress }: RailProps) {
  const text = useText();
  const entry = (id: RailEntry) => (
    <button
      key={id}
      type="button"
      className={classes(css["entry"], on.includes(id) && css["on"])}
      aria-label={text.rail[id]}
      aria-pressed={id === "settings" ? undefined : on.includes(id)}
      title={text.rail[id]}
      data-rail={id}
      onClick={() => onPress(id)}
    >
      <Icon of={icons[id]} size={phone ? 20 : 16} />
      {marked.includes(id) && <i className={css["dot"]} />}
    </button>
  );
  return (
    <nav className={css["rail"]} data-region="rail" aria-label={text.rail.label}>
      {phone ? (
        phoneEntries.map(entry)
      ) : (
        <>
          {upper.map(entry)}
          <span className={css["grow"]} />
          {lower.map(entry)}
        </>
      )}
    </nav>
  );
}
