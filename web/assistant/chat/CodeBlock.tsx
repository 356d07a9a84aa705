import { Copy, CornerDownLeft, type LucideIcon, Replace, Terminal } from "lucide-react";
import { use, useEffect, useState } from "react";
import type { ChatMessages } from "../../i18n/chat/en.ts";
import { useChatText } from "../../i18n/chat/text.ts";
import { IconButton } from "../../ui/Button.tsx";
import { type EditOutcome, useActions } from "./actions.ts";
import { copyText } from "./copy-text.ts";
import { panelLimits } from "./limits.ts";
import css from "./Markdown.module.css";
import { shellCommand } from "./shell-command.ts";
import { StreamingContext } from "./streaming.ts";
import { VisibleText } from "./VisibleText.tsx";
import { hasHidden } from "./visible-text.ts";

/** A block of code with what can be done with it; while it is still coming it can only be read. */
export function CodeBlock({ language, code }: { language: string; code: string }) {
  const words = useChatText().code;
  const actions = useActions();
  const streaming = use(StreamingContext);
  const [said, say] = useSaid();
  const command = shellCommand(language, code);
  const button = (label: string, icon: LucideIcon, act: () => void) => (
    <IconButton label={label} icon={icon} onClick={act} />
  );
  return (
    <figure className={css["code"]} aria-label={words.label(language || words.plain)}>
      <figcaption>
        <span className={css["language"]}>{language || words.plain}</span>
        <span role="status" className={css["said"]}>
          {said}
        </span>
        {!streaming && (
          <>
            {button(words.copy, Copy, () => void copyText(code).then((ok) => say(ok ? words.copied : words.notCopied)))}
            {button(words.insert, CornerDownLeft, () => say(editWords(actions.insert(code), words.inserted, words)))}
            {button(words.apply, Replace, () => say(editWords(actions.apply(code), words.applied, words)))}
            {command !== undefined &&
              button(words.run, Terminal, () => {
                void actions.typeCommand(command).then((ok) => say(ok ? words.typed : words.notTyped));
              })}
          </>
        )}
      </figcaption>
      {hasHidden(code) && <p className={css["warning"]}>{words.hidden}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <pre tabIndex={0}>
        <code>
          <VisibleText text={code} />
        </code>
      </pre>
    </figure>
  );
}

function editWords(outcome: EditOutcome, done: string, words: ChatMessages["code"]): string {
  switch (outcome) {
    case "done":
      return done;
    case "no-editor":
      return words.noEditor;
    case "read-only":
      return words.readOnly;
    case "no-selection":
      return words.noSelection;
  }
}

/** A word that goes after a while. */
function useSaid() {
  const [said, setSaid] = useState({ words: "", times: 0 });
  useEffect(() => {
    if (said.words === "") return;
    const timer = setTimeout(() => setSaid({ words: "", times: 0 }), panelLimits.saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  return [said.words, (words: string) => setSaid(({ times }) => ({ words, times: times + 1 }))] as const;
}
