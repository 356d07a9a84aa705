import { Check, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTasksText } from "../../i18n/tasks/text.ts";
import { Button } from "../../ui/Button.tsx";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/Icon.tsx";
import css from "./ReviewPane.module.css";
import { createReviewView, type ReviewView } from "./review-view.ts";

/** A file as it would be. Undefined texts: there was none, or it goes. */
export interface ProposedFile {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

interface ReviewPaneProps {
  title: string;
  /** What it cost, and what could not be done. */
  notes: readonly string[];
  files: readonly ProposedFile[];
  /** Hears the files as the person wants them, once every change is decided. */
  onDecided(files: ProposedFile[]): void;
}

/** Proposed changes of several files: each change is kept or discarded, and nothing is written before all are decided. */
export function ReviewPane({ title, notes, files, onDecided }: ReviewPaneProps) {
  const text = useTasksText();
  const [shown, setShown] = useState(files[0]?.path);
  const host = useRef<HTMLDivElement>(null);
  const keepAll = useRef<HTMLButtonElement>(null);
  const [views, setViews] = useState(noViews);
  const latest = useRef(onDecided);
  latest.current = onDecided;

  useEffect(() => {
    const words = { keep: text.keep, drop: text.drop, unchanged: text.unchanged };
    const made = new Map<string, ReviewView>();
    const onChange = () => {
      if ([...made.values()].every((view) => view.open() === 0)) latest.current(decided(files, made, "kept"));
    };
    for (const file of files) made.set(file.path, createReviewView(file, words, onChange));
    setViews(made);
    keepAll.current?.focus();
    return () => {
      for (const view of made.values()) view.destroy();
    };
  }, [files, text]);

  useEffect(() => {
    const view = shown === undefined ? undefined : views.get(shown);
    if (!view) return;
    host.current?.replaceChildren(view.dom);
    view.showFirst();
  }, [shown, views]);

  return (
    <section className={css["review"]} aria-label={title}>
      <header className={css["head"]}>
        <h2>{title}</h2>
        <p className={css["notes"]}>{notes.join(" · ")}</p>
        <Button ref={keepAll} look="primary" onClick={() => onDecided(decided(files, views, "proposed"))}>
          <Icon of={Check} size={14} />
          {text.keepAll}
        </Button>
        <Button onClick={() => onDecided(decided(files, views, "kept"))}>
          <Icon of={X} size={14} />
          {text.discard}
        </Button>
      </header>
      {files.length > 1 && (
        <nav className={css["files"]} aria-label={text.files}>
          {files.map(({ path, before, after }) => (
            <button
              key={path}
              type="button"
              aria-current={path === shown}
              className={classes(css["file"], path === shown && css["shown"])}
              onClick={() => setShown(path)}
            >
              {path}
              {before === undefined && <span className={css["kind"]}>{text.newFile}</span>}
              {after === undefined && <span className={css["kind"]}>{text.deleted}</span>}
            </button>
          ))}
        </nav>
      )}
      <div ref={host} className={css["text"]} />
    </section>
  );
}

const noViews: ReadonlyMap<string, ReviewView> = new Map();

function decided(
  files: readonly ProposedFile[],
  views: ReadonlyMap<string, ReviewView>,
  choice: "kept" | "proposed",
): ProposedFile[] {
  return files.map((file) => {
    const text = views.get(file.path)?.[choice]();
    return text === undefined ? file : withText(file, text);
  });
}

/** A file that would go stays when not all of it goes; a new one of which nothing was kept does not come to be. */
function withText({ path, before, after }: ProposedFile, text: string): ProposedFile {
  const isNone = text === "" && (before === undefined ? after !== "" : after === undefined);
  return { path, before, after: isNone ? undefined : text };
}
