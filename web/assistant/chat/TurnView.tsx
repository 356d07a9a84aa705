import { ChevronLeft, ChevronRight, Copy, MoreHorizontal, Pencil, RotateCcw } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import type { Turn } from "../../../shared/chat/conversation.ts";
import { chatLimits } from "../../../shared/chat/limits.ts";
import { useChatText } from "../../i18n/chat/text.ts";
import { useText } from "../../i18n/text.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Menu, type MenuPlace } from "../../ui/Menu.tsx";
import type { RemoteModel } from "../remote.ts";
import { AnswerText, AnswerView, answerFacts } from "./AnswerView.tsx";
import css from "./ChatPanel.module.css";
import type { Pending } from "./chat-state.ts";
import { copyText } from "./copy-text.ts";
import { pickLabel } from "./offers.ts";
import { StreamingContext } from "./streaming.ts";

interface TurnViewProps {
  turn: Turn;
  /** The turns that stand at its place, itself too, the oldest first. */
  siblings: readonly Turn[];
  /** Its answer, while it is coming. */
  pending: Pending | undefined;
  /** Something is being asked: nothing else can be. */
  busy: boolean;
  models: readonly RemoteModel[];
  onRetry(turn: Turn, model?: string): void;
  onEdit(turn: Turn, question: string): void;
  onShow(turnId: string): void;
}

/** A question and its answer. */
export function TurnView(props: TurnViewProps) {
  const { turn, siblings, pending, busy } = props;
  const words = useChatText();
  const [editing, setEditing] = useState(false);
  return (
    <article className={css["turn"]} aria-label={`${words.you}: ${turn.question.slice(0, 80)}`}>
      {editing ? (
        <EditQuestion
          question={turn.question}
          onAsk={(question) => {
            setEditing(false);
            props.onEdit(turn, question);
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <div className={css["you"]}>
          <p>{turn.question}</p>
          {turn.picks.length > 0 && (
            <p className={css["picked"]}>{turn.picks.map((pick) => `#${pickLabel(pick, words.kinds)}`).join(" ")}</p>
          )}
        </div>
      )}
      <div className={css["youTools"]}>
        {siblings.length > 1 && <Branches turn={turn} siblings={siblings} busy={busy} onShow={props.onShow} />}
        {!editing && <IconButton label={words.edit} icon={Pencil} disabled={busy} onClick={() => setEditing(true)} />}
      </div>
      {pending ? (
        <StreamingContext value={true}>
          {pending.text !== "" && <AnswerText text={pending.text} />}
          <Phase pending={pending} />
        </StreamingContext>
      ) : (
        <>
          <AnswerView answer={turn.answer} />
          <AnswerTools {...props} />
        </>
      )}
    </article>
  );
}

function Phase({ pending: { phase, ahead } }: { pending: Pending }) {
  const { phases } = useChatText();
  return (
    <p className={css["phase"]}>
      <i className={css["dot"]} />
      {phase === "waiting" ? phases.waiting(ahead) : phases[phase]}
    </p>
  );
}

function AnswerTools({ turn, busy, models, onRetry }: TurnViewProps) {
  const words = useChatText();
  const [menu, setMenu] = useState<MenuPlace>();
  const { answer } = turn;
  return (
    <div className={css["tools"]}>
      <span className={css["facts"]}>{answer && answerFacts(answer, words)}</span>
      {answer && answer.text !== "" && (
        <IconButton label={words.copyAnswer} icon={Copy} onClick={() => void copyText(answer.text)} />
      )}
      <IconButton label={words.retry} icon={RotateCcw} disabled={busy} onClick={() => onRetry(turn)} />
      {models.length > 1 && (
        <IconButton
          label={words.retryWith}
          icon={MoreHorizontal}
          disabled={busy}
          aria-haspopup="menu"
          onClick={(event) => setMenu({ element: event.currentTarget })}
        />
      )}
      {menu && (
        <Menu
          label={words.retryWith}
          place={menu}
          items={models.map(({ id, name }) => ({
            id,
            label: words.retryAs(name),
            run: () => onRetry(turn, id),
          }))}
          onClose={() => setMenu(undefined)}
        />
      )}
    </div>
  );
}

function Branches({ turn, siblings, busy, onShow }: Pick<TurnViewProps, "turn" | "siblings" | "busy" | "onShow">) {
  const words = useChatText();
  const at = siblings.findIndex(({ id }) => id === turn.id);
  const step = (label: string, icon: typeof ChevronLeft, to: Turn | undefined) => (
    <IconButton label={label} icon={icon} disabled={busy || !to} onClick={() => to && onShow(to.id)} />
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <span role="group" aria-label={words.branchLabel(at + 1, siblings.length)} className={css["branches"]}>
      {step(words.branchBefore, ChevronLeft, siblings[at - 1])}
      <span>{words.branch(at + 1, siblings.length)}</span>
      {step(words.branchAfter, ChevronRight, siblings[at + 1])}
    </span>
  );
}

interface EditQuestionProps {
  question: string;
  onAsk(question: string): void;
  onCancel(): void;
}

function EditQuestion({ question, onAsk, onCancel }: EditQuestionProps) {
  const words = useChatText();
  const { cancel } = useText();
  const [text, setText] = useState(question);
  const ready = text.trim() !== "" && text.length <= chatLimits.maxQuestionChars;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onCancel();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    if (ready) onAsk(text);
  };
  return (
    <div className={css["editing"]}>
      <textarea
        aria-label={words.editLabel}
        value={text}
        ref={focusOnce}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p className={css["note"]}>{words.editHint}</p>
      <Button onClick={onCancel}>{cancel}</Button>
      <Button look="primary" disabled={!ready} onClick={() => onAsk(text)}>
        {words.editAsk}
      </Button>
    </div>
  );
}

function focusOnce(area: HTMLTextAreaElement | null) {
  area?.focus();
}
