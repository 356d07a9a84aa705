import { useText } from "../../i18n/text.tsx";
import { classes } from "../../ui/classes.ts";
import css from "./StatusBar.module.css";
import type { StatusWord } from "./status-words.ts";

interface StatusBarProps {
  engine: StatusWord;
  sync: StatusWord;
  completion: StatusWord;
  people: number;
  /** Undefined when no file is shown. */
  caret: { line: number; column: number; selected: number } | undefined;
  language: string | undefined;
  themeName: string;
  otherLocale: string;
  onLocale(): void;
  onTheme(): void;
  /** Shows more of it beside the button. */
  onCompletion(button: HTMLElement): void;
}

/** The truth in words: is it running, is it saved, who is here. */
export function StatusBar(props: StatusBarProps) {
  const text = useText();
  const { caret } = props;
  const troubles = [props.engine, props.sync, props.completion].filter(({ tone }) => tone === "bad");
  return (
    <footer className={css["status"]} data-region="status">
      {/* Spoken only when something is wrong: "saving, saved" at every key would drown everything else. */}
      <span className="visually-hidden" role="status">
        {troubles.map(({ text: trouble }) => trouble).join(". ")}
      </span>
      <Word word={props.engine} led name="engine" />
      <Word word={props.sync} name="sync" />
      <span className={css["wide"]}>{text.status.people(Math.max(props.people, 1))}</span>
      <span className={css["grow"]} />
      {caret && (
        <span className={css["wide"]}>
          {text.status.position(caret.line, caret.column)}
          {caret.selected > 0 && ` (${text.status.selected(caret.selected)})`}
        </span>
      )}
      {props.language && <span className={css["wide"]}>{props.language}</span>}
      <button
        type="button"
        data-status="completion"
        className={css[props.completion.tone]}
        aria-haspopup="dialog"
        onClick={(event) => props.onCompletion(event.currentTarget)}
      >
        <span title={props.completion.detail}>{props.completion.text}</span>
      </button>
      <button type="button" className={css["wide"]} onClick={props.onTheme}>
        {text.status.theme(props.themeName)}
      </button>
      <button
        type="button"
        lang={props.otherLocale}
        className={css["wide"]}
        aria-label={`${text.status.switchLanguage} ${text.status.switchLanguageLabel}`}
        onClick={props.onLocale}
      >
        {text.status.switchLanguage}
      </button>
    </footer>
  );
}

function Word({ word, led, name }: { word: StatusWord; led?: boolean; name: string }) {
  return (
    <span className={css[word.tone]} title={word.detail} data-status={name}>
      {led && <i className={classes(css["led"])} />}
      {word.text}
    </span>
  );
}
