import { ArrowRight, CircleStop, Hash, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { chatLimits } from "../../../shared/chat/limits.ts";
import { type Pick, pickKey } from "../../../shared/chat/pick.ts";
import { useChatText } from "../../i18n/chat/text.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import css from "./Composer.module.css";
import { mentionAt } from "./mention.ts";
import { OfferList } from "./OfferList.tsx";
import { type Offer, offersFor, pickLabel, readableShown, selectionPick } from "./offers.ts";
import type { FileSymbol, ProjectFacts } from "./project-facts.ts";

interface ComposerProps {
  draft: string;
  picks: readonly Pick[];
  /** An answer is coming: it can be stopped, and nothing else asked. */
  busy: boolean;
  /** The conversation holds as many turns as it can. */
  full: boolean;
  facts: ProjectFacts;
  /** Counts the times that the keys are asked for. */
  calls: number;
  onDraft(draft: string): void;
  onPick(pick: Pick): void;
  onUnpick(pick: Pick): void;
  onSend(): void;
  onStop(): void;
}

/** Where a question is written, with what goes along as chips. */
export function Composer(props: ComposerProps) {
  const { draft, busy, full } = props;
  const words = useChatText();
  const area = useRef<HTMLTextAreaElement>(null);
  const ids = { list: useId(), hint: useId() };
  const offers = useOffers(props, area);
  useFocusOnCall(area, props.calls);
  const tooLong = draft.trim().length > chatLimits.maxQuestionChars;
  const ready = !busy && !full && !tooLong && draft.trim() !== "";
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter that ends the writing of a Chinese word is not the question's end.
    if (event.nativeEvent.isComposing || offers.onKey(event)) return;
    const { selectionStart, selectionEnd } = event.currentTarget;
    const last = props.picks.at(-1);
    if (event.key === "Backspace" && selectionStart === 0 && selectionEnd === 0 && last) props.onUnpick(last);
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (ready) props.onSend();
  };
  const message = full
    ? words.composer.full
    : tooLong
      ? words.composer.tooLong(draft.length, chatLimits.maxQuestionChars)
      : undefined;
  return (
    <div className={css["composer"]}>
      {offers.open && <OfferList id={ids.list} offers={offers.list} active={offers.active} onChoose={offers.choose} />}
      <div className={css["box"]}>
        <Chips picks={props.picks} onUnpick={props.onUnpick} area={area} />
        <textarea
          ref={area}
          rows={1}
          value={draft}
          placeholder={words.composer.placeholder}
          aria-label={words.composer.label}
          aria-describedby={ids.hint}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={offers.open ? ids.list : undefined}
          aria-activedescendant={offers.open && offers.list.length > 0 ? `${ids.list}-${offers.active}` : undefined}
          onChange={(event) => {
            props.onDraft(event.target.value);
            offers.follow(event.target);
          }}
          onSelect={(event) => offers.follow(event.currentTarget)}
          onKeyDown={onKeyDown}
          onBlur={offers.close}
        />
        <span id={ids.hint} className="visually-hidden">
          {words.composer.hint}
        </span>
        <Tools
          {...props}
          ready={ready}
          onAdd={offers.begin}
          onStop={() => {
            props.onStop();
            area.current?.focus();
          }}
        />
      </div>
      {message && (
        <p role="alert" className={css["message"]}>
          {message}
        </p>
      )}
    </div>
  );
}

interface ToolsProps extends ComposerProps {
  ready: boolean;
  /** Opens the list of what can be added. */
  onAdd(): void;
}

function Tools({ facts, picks, busy, ready, onPick, onAdd, onSend, onStop }: ToolsProps) {
  const words = useChatText();
  return (
    <div className={css["row"]}>
      <IconButton label={words.composer.add} icon={Hash} onClick={onAdd} />
      <Suggestions facts={facts} picks={picks} onPick={onPick} />
      <span className={css["grow"]} />
      {busy ? (
        <IconButton key="stop" label={words.composer.stop} icon={CircleStop} className={css["stop"]} onClick={onStop} />
      ) : (
        // Not the same button: who presses Stop a moment too late shall not send.
        <IconButton
          key="send"
          label={words.composer.send}
          icon={ArrowRight}
          className={css["send"]}
          disabled={!ready}
          onClick={onSend}
        />
      )}
    </div>
  );
}

/** The list behind the `#` that is being written. */
function useOffers({ draft, facts, onDraft, onPick }: ComposerProps, area: { current: HTMLTextAreaElement | null }) {
  const { kinds } = useChatText();
  const [mention, setMention] = useState<{ from: number; typed: string }>();
  const [active, setActive] = useState(0);
  const [symbols, setSymbols] = useState<readonly FileSymbol[]>([]);
  /** Where the `#` stands of which the list was closed by Escape. */
  const dismissed = useRef<number>(undefined);
  const open = mention !== undefined;
  useEffect(() => {
    const shown = open ? readableShown(facts) : undefined;
    if (!shown) return setSymbols([]);
    let wanted = true;
    void facts.symbols(shown.path).then((found) => wanted && setSymbols(found));
    return () => {
      wanted = false;
    };
  }, [open, facts]);
  const list = mention ? offersFor(mention.typed, facts, symbols, kinds) : [];
  const choose = (offer: Offer) => {
    if (!mention) return;
    const end = mention.from + 1 + mention.typed.length;
    onDraft(draft.slice(0, mention.from) + draft.slice(end).replace(/^ /, ""));
    onPick(offer.pick);
    setMention(undefined);
    area.current?.focus();
  };
  return {
    open,
    list,
    active: Math.min(active, Math.max(0, list.length - 1)),
    choose,
    close: () => setMention(undefined),
    follow({ value, selectionStart, selectionEnd }: HTMLTextAreaElement) {
      const next = selectionStart === selectionEnd ? mentionAt(value, selectionStart) : undefined;
      if (!next) dismissed.current = undefined;
      if (next?.typed !== mention?.typed) setActive(0);
      setMention(next?.from === dismissed.current ? undefined : next);
    },
    /** Writes the `#` for who has no key for it. */
    begin() {
      const spaced = draft === "" || /\s$/.test(draft) ? draft : `${draft} `;
      onDraft(`${spaced}#`);
      setActive(0);
      setMention({ from: spaced.length, typed: "" });
      area.current?.focus();
    },
    /** True when the key was the list's. */
    onKey(event: KeyboardEvent): boolean {
      if (!mention) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const chosen = list[Math.min(active, list.length - 1)];
      if (step !== undefined && list.length > 0) setActive((active + step + list.length) % list.length);
      else if (event.key === "Escape") {
        dismissed.current = mention.from;
        setMention(undefined);
      } else if ((event.key === "Enter" || event.key === "Tab") && chosen) choose(chosen);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

/** Gives the composer the keys when a command asks for it, never because the panel was drawn. */
function useFocusOnCall(area: { current: HTMLTextAreaElement | null }, calls: number) {
  useEffect(() => {
    if (calls > 0) area.current?.focus();
  }, [calls, area]);
}

interface ChipsProps {
  picks: readonly Pick[];
  onUnpick(pick: Pick): void;
  area: { current: HTMLTextAreaElement | null };
}

function Chips({ picks, onUnpick, area }: ChipsProps) {
  const words = useChatText();
  if (picks.length === 0) return undefined;
  const remove = (pick: Pick) => {
    onUnpick(pick);
    area.current?.focus();
  };
  return (
    <ul className={css["chips"]} aria-label={words.composer.picked}>
      {picks.map((pick) => {
        const label = `#${pickLabel(pick, words.kinds)}`;
        return (
          <li key={pickKey(pick)}>
            <button
              type="button"
              className={css["chip"]}
              aria-label={words.composer.remove(label)}
              title={pick.path ?? words.kindHints[pick.kind]}
              onClick={() => remove(pick)}
              onKeyDown={(event) => {
                if (event.key === "Delete" || event.key === "Backspace") remove(pick);
              }}
            >
              {label}
              <Icon of={X} size={12} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** What is likely meant: the open file, and what is selected in it. One press adds it. */
function Suggestions({ facts, picks, onPick }: SuggestionsProps) {
  const words = useChatText();
  const shown = readableShown(facts);
  const selection = selectionPick(facts);
  const likely: Pick[] = [
    ...(shown ? [{ kind: "file", path: shown.path } as const] : []),
    ...(selection ? [selection] : []),
  ];
  const known = new Set(picks.map(pickKey));
  return likely
    .filter((pick) => !known.has(pickKey(pick)))
    .map((pick) => {
      const label = `#${pickLabel(pick, words.kinds)}`;
      return (
        <button
          key={pickKey(pick)}
          type="button"
          className={css["suggestion"]}
          aria-label={words.composer.suggest(label)}
          title={words.composer.suggest(pick.path ?? label)}
          onClick={() => onPick(pick)}
        >
          {label}
        </button>
      );
    });
}

interface SuggestionsProps {
  facts: ProjectFacts;
  picks: readonly Pick[];
  onPick(pick: Pick): void;
}
