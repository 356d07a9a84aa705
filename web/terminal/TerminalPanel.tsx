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
  /** The engine's failure in words, when it has failed. */
  failure: string | undefined;
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
          {terminals.map((entry, index) => {
            const name = entryName(entry, text.terminal);
            return (
              <div key={entry.id} role="presentation" className={classes(css["tab"], entry === shown && css["on"])}>
                <button
                  type="button"
                  role="tab"
                  id={`terminal-tab-${entry.id}`}
                  aria-selected={entry === shown}
                  aria-controls="terminal-screen"
                  tabIndex={entry === shown ? 0 : -1}
                  className={css["name"]}
                  onClick={() => props.onSelect(entry.id)}
                  onKeyDown={(event) => onKeyDown(event, index)}
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
                  onClick={() => props.onClose(entry.id)}
                />
              </div>
            );
          })}
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
          <Message icon={SquareTerminal} title={text.terminal.failedTitle} body={failure} role="alert">
            <Button onClick={() => location.reload()}>{text.tryAgain}</Button>
          </Message>
        )}
      </div>
    </section>
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
