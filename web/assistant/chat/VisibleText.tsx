import css from "./Markdown.module.css";
import { visibleParts } from "./visible-text.ts";

/** Text in which what cannot be seen, or turns the direction, stands as its number. */
export function VisibleText({ text }: { text: string }) {
  return visibleParts(text).map((part, index) =>
    typeof part === "string" ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name.
      <mark key={index} className={css["hidden"]}>
        {part.mark}
      </mark>
    ),
  );
}
