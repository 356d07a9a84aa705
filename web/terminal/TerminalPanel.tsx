import { ChevronDown, Plus, SquareTerminal, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useText } from "../i18n/text.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Message } from "../ui/Message.tsx";
import css from "./TerminalPanel.module.css";
import type { TerminalEntry } from "./terminals.ts";

interface TerminalPanelProps {
  terminals: readonly TerminalEntry[];
  active: string | undefined;
  /** The engine's failure in words, when it did not start or was ended. */
  failure: { title: string; body: string } | undefined;
  onSelect(id: string): void;
  onCreate(): void;
  onClose(id: string): void;
  onHide(): void;
}

/** The terminals and their tabs. */
export function TerminalPanel(props: TerminalPanelProps) {
  const text = useText();
  const { terminals, active, failure } = props;
  const shown = terminals.find((entry) => entry.id === active);
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const entry = terminals[index];
    if (event.key === "Delete" && entry) props.onClose(entry.id);
    const next = step === undefined ? undefined : terminals.at((index + step) % terminals.length);
    if (!next) return;
    event.preventDefault();
    props.onSelect(next.id);
    document.getElementById(`terminal-tab-${next.id}`)?.focus();
  };
  return (
    <section className={css["panel"]} aria-label={text.terminal.label}>
      <div className={css["bar"]}>
        <div role="tablist" aria-label={text.terminal.list} className={css["list"]}>
          {terminals.map((entry, index) => (
            <TerminalTab
              key={entry.id}
              entry={entry}
              on={entry === shown}
              onSelect={props.onSelect}
              onClose={props.onClose}
              onKeyDown={(event) => onKeyDown(event, index)}
            />
          ))}
        </div>
        <span className={css["grow"]} />
        <IconButton
          label={text.terminal.create}
          icon={Plus}
          disabled={failure !== undefined}
          onClick={props.onCreate}
        />
        <IconButton label={text.terminal.hide} icon={ChevronDown} onClick={props.onHide} />
      </div>
      <div id="terminal-screen" role="tabpanel" aria-label={text.terminal.label} className={css["body"]}>
        {shown ? (
          <ScreenHost key={shown.id} entry={shown} />
        ) : failure === undefined ? (
          <Message icon={SquareTerminal} title={text.terminal.starting} role="status" />
        ) : (
          <Message icon={SquareTerminal} title={failure.title} body={failure.body} role="alert">
            <Button onClick={() => location.reload()}>{text.tryAgain}</Button>
          </Message>
        )}
      </div>
    </section>
  );
}

interface TerminalTabProps extends Pick<TerminalPanelProps, "onSelect" | "onClose"> {
  entry: TerminalEntry;
  on: boolean;
  onKeyDown(event: KeyboardEvent): void;
}

function TerminalTab({ entry, on, onSelect, onClose, onKeyDown }: TerminalTabProps) {
  const text = useText();
  const name = entryName(entry, text.terminal);
  return (
    <div role="presentation" className={classes(css["tab"], on && css["on"])}>
      <button
        type="button"
        role="tab"
        id={`terminal-tab-${entry.id}`}
        aria-selected={on}
        aria-controls="terminal-screen"
        tabIndex={on ? 0 : -1}
        className={css["name"]}
        onClick={() => onSelect(entry.id)}
        onKeyDown={onKeyDown}
      >
        {entry.kind === "program" && <i className={classes(css["led"], entry.running && css["live"])} />}
        {name}
      </button>
      <IconButton
        label={text.terminal.close(name)}
        icon={X}
        tabIndex={-1}
        aria-hidden="true"
        className={css["close"]}
        onClick={() => onClose(entry.id)}
      />
    </div>
  );
}

/** Hangs a terminal's own element into the page and keeps its cells fitted. */
function ScreenHost({ entry }: { entry: TerminalEntry }) {
  const host = useRef<HTMLDivElement>(null);
  const { screen } = entry;
  useEffect(() => {
    const parent = host.current;
    if (!parent) return;
    parent.replaceChildren(screen.element);
    const resized = new ResizeObserver(() => screen.fit());
    resized.observe(parent);
    screen.fit();
    return () => resized.disconnect();
  }, [screen]);
  return <div ref={host} className={css["screen"]} />;
}

function entryName(
  entry: TerminalEntry,
  words: { shell: string; program: string; nth(name: string, n: number): string },
) {
  if (entry.kind === "program") return words.program;
  return entry.number === 1 ? words.shell : words.nth(words.shell, entry.number);
}
