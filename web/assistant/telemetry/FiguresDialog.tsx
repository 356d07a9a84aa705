import { useEffect, useState } from "react";
import { useLanguage } from "../../i18n/text.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import css from "./FiguresDialog.module.css";
import { type Figures, type FiguresRow, figuresOf, figuresTable } from "./figures.ts";
import type { SuggestionRecord } from "./record.ts";
import { type Records, toJsonLines } from "./records.ts";

interface FiguresDialogProps {
  open(): Promise<Records>;
  /** A language's name for its id. */
  languageName(id: string): string;
  onClose(): void;
}

/** What became of the suggestions in this browser: how many were taken, how much of them stayed, how long they took. */
export function FiguresDialog({ open, languageName, onClose }: FiguresDialogProps) {
  const { text } = useLanguage();
  const words = text.figures;
  const [records, setRecords] = useState<Records>();
  const [shown, setShown] = useState<readonly SuggestionRecord[]>([]);
  const [note, setNote] = useState("");
  useEffect(() => {
    let wanted = true;
    void open().then((opened) => {
      if (!wanted) return;
      setRecords(opened);
      setShown(opened.all());
    });
    return () => {
      wanted = false;
    };
  }, [open]);
  const clear = async () => {
    await records?.clear();
    setShown([]);
    setNote(words.cleared);
  };
  return (
    <Dialog title={words.title} body={words.body} closeLabel={text.close} onClose={onClose}>
      {shown.length > 0 && <Summary figures={figuresOf(shown)} />}
      {shown.length > 0 && <Table rows={figuresTable(shown)} languageName={languageName} />}
      {records && shown.length === 0 && note === "" && <p className={css["quiet"]}>{words.none}</p>}
      <p role="status" className={css["quiet"]}>
        {note}
      </p>
      <div className={css["actions"]}>
        <Button disabled={shown.length === 0} onClick={() => saveAs("suggestions.jsonl", toJsonLines(shown))}>
          {words.export}
        </Button>
        <Button disabled={shown.length === 0} onClick={() => void clear()}>
          {words.clear}
        </Button>
      </div>
    </Dialog>
  );
}

function Summary({ figures }: { figures: Figures }) {
  const { text } = useLanguage();
  const words = text.figures;
  const show = useShow();
  const facts = [
    [words.decided, show.count(figures.decided)],
    [words.taken, show.share(figures.acceptRate)],
    [words.characters, show.count(figures.acceptedChars)],
    [words.kept30s, show.share(figures.keptAfter30s)],
    [words.kept5min, show.share(figures.keptAfter5min)],
    [words.wait, show.wait(figures.medianLatencyMs)],
  ] as const;
  return (
    <dl className={css["facts"]}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Table({ rows, languageName }: { rows: readonly FiguresRow[]; languageName(id: string): string }) {
  const { text } = useLanguage();
  const words = text.figures;
  const show = useShow();
  return (
    <table className={css["table"]}>
      <caption className="visually-hidden">{words.bySource}</caption>
      <thead>
        <tr>
          {[words.source, words.decided, words.taken, words.kept5min, words.wait].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={JSON.stringify([row.source, row.model, row.language])}>
            <th scope="row">
              {row.source === "local" ? text.status.local : row.model}
              <span className={css["language"]}>{languageName(row.language)}</span>
            </th>
            <td>{show.count(row.decided)}</td>
            <td>{show.share(row.acceptRate)}</td>
            <td>{show.share(row.keptAfter5min)}</td>
            <td>{show.wait(row.medianLatencyMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Figures in the reader's language; a dash where there is none yet. */
function useShow() {
  const { locale, text } = useLanguage();
  const format = (value: number, options: Intl.NumberFormatOptions = {}) =>
    new Intl.NumberFormat(locale, options).format(value);
  return {
    count: (value: number) => format(value),
    share: (value: number | undefined) =>
      value === undefined ? text.figures.notYet : format(value, { style: "percent" }),
    wait: (value: number | undefined) =>
      value === undefined ? text.figures.notYet : text.figures.milliseconds(Math.round(value)),
  };
}

function saveAs(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: "application/jsonl" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
