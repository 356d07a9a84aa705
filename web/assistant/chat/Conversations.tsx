import { ArrowLeft, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ListedConversation } from "../../../shared/chat/conversation.ts";
import { chatLimits } from "../../../shared/chat/limits.ts";
import { useChatText } from "../../i18n/chat/text.ts";
import { useLanguage, useText } from "../../i18n/text.tsx";
import { timeAgo } from "../../i18n/time-ago.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { TextInput } from "../../ui/Field.tsx";
import css from "./Conversations.module.css";
import type { ChatState } from "./chat-state.ts";

interface ConversationsProps {
  listed: ChatState["listed"];
  now: number;
  onOpen(id: string): void;
  onRename(id: string, title: string): void;
  onRemove(id: string): void;
  onBack(): void;
}

/** The person's conversations in this project: open, rename, delete. */
export function Conversations({ listed, now, onOpen, onRename, onRemove, onBack }: ConversationsProps) {
  const words = useChatText().history;
  return (
    <div className={css["page"]}>
      <header className={css["head"]}>
        <IconButton label={words.back} icon={ArrowLeft} onClick={onBack} ref={focusOnce} />
        <h3>{words.label}</h3>
      </header>
      <p className={css["note"]}>{words.kept}</p>
      {listed === undefined && <p role="status">{words.loading}</p>}
      {typeof listed === "string" && <p role="alert">{words.failed}</p>}
      {typeof listed === "object" && listed.length === 0 && <p>{words.none}</p>}
      {typeof listed === "object" && (
        <ul className={css["list"]}>
          {listed.map((one) => (
            <Row
              key={one.id}
              conversation={one}
              now={now}
              onOpen={() => onOpen(one.id)}
              onRename={(title) => onRename(one.id, title)}
              onRemove={() => onRemove(one.id)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

interface RowProps {
  conversation: ListedConversation;
  now: number;
  onOpen(): void;
  onRename(title: string): void;
  onRemove(): void;
}

function Row({ conversation: { title, updatedAt }, now, onOpen, onRename, onRemove }: RowProps) {
  const words = useChatText().history;
  const { locale, text } = useLanguage();
  const { cancel } = useText();
  const [mode, setMode] = useState<"plain" | "rename" | "remove">("plain");
  const leave = () => setMode("plain");
  if (mode === "rename") {
    return (
      <li>
        <form
          className={css["form"]}
          onSubmit={(event) => {
            event.preventDefault();
            const written = new FormData(event.currentTarget).get("title");
            if (typeof written === "string" && written.trim() !== "") onRename(written.trim());
            leave();
          }}
        >
          <TextInput
            name="title"
            aria-label={words.renameLabel}
            defaultValue={title}
            maxLength={chatLimits.maxTitleChars}
            ref={selectOnce}
            onBlur={leave}
            onKeyDown={(event) => event.key === "Escape" && leave()}
          />
        </form>
      </li>
    );
  }
  if (mode === "remove") {
    return (
      <li className={css["confirm"]}>
        <p>{words.confirm(title)}</p>
        <Button onClick={leave} ref={focusOnce}>
          {cancel}
        </Button>
        <Button look="danger" onClick={onRemove}>
          {words.confirmYes}
        </Button>
      </li>
    );
  }
  return (
    <li className={css["row"]}>
      <button type="button" className={css["open"]} onClick={onOpen}>
        <span className={css["title"]}>{title}</span>
        <span className={css["time"]}>{timeAgo(updatedAt, now, locale, text)}</span>
      </button>
      <IconButton label={words.rename(title)} icon={Pencil} onClick={() => setMode("rename")} />
      <IconButton label={words.remove(title)} icon={Trash2} onClick={() => setMode("remove")} />
    </li>
  );
}

function focusOnce(button: HTMLButtonElement | null) {
  button?.focus();
}

function selectOnce(input: HTMLInputElement | null) {
  input?.select();
}
