import { CaseSensitive, Regex } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import type { FileTree } from "../../shared/workspace/tree.ts";
import { useText } from "../i18n/text.tsx";
import { IconButton } from "../ui/Button.tsx";
import css from "./SearchPanel.module.css";
import { type FileHits, type SearchQuery, searchFiles, searchPattern } from "./search-text.ts";

interface SearchPanelProps {
  tree: FileTree;
  textOf(id: string): string | undefined;
  onOpen(id: string, line: number): void;
}

/** Search in all files, as you type. */
export function SearchPanel({ tree, textOf, onOpen }: SearchPanelProps) {
  const text = useText();
  const [query, setQuery] = useState<SearchQuery>({ text: "", matchCase: false, regex: false });
  const settled = useDeferredValue(query);
  const result = useMemo(() => {
    const pattern = searchPattern(settled);
    if (!pattern) return undefined;
    const files = tree.rows.flatMap(({ id, path, kind }) =>
      kind === "file" ? [{ id, path, text: textOf(id) ?? "" }] : [],
    );
    return searchFiles(files, pattern);
  }, [settled, tree, textOf]);
  const bad = query.text !== "" && query.regex && searchPattern(query) === undefined;
  const summary = bad
    ? text.search.badPattern
    : result === undefined
      ? text.search.hint
      : result.count === 0
        ? text.search.none
        : text.search.count(result.count, result.files.length);
  return (
    <section className={css["panel"]} aria-label={text.search.label}>
      <header className={css["head"]}>
        <h2>{text.search.label}</h2>
      </header>
      <div className={css["query"]}>
        <input
          className={css["field"]}
          type="search"
          aria-label={text.search.field}
          placeholder={text.search.field}
          value={query.text}
          spellCheck={false}
          ref={focusOnce}
          onChange={(event) => setQuery({ ...query, text: event.target.value })}
        />
        <IconButton
          label={text.search.matchCase}
          icon={CaseSensitive}
          aria-pressed={query.matchCase}
          onClick={() => setQuery({ ...query, matchCase: !query.matchCase })}
        />
        <IconButton
          label={text.search.regex}
          icon={Regex}
          aria-pressed={query.regex}
          onClick={() => setQuery({ ...query, regex: !query.regex })}
        />
      </div>
      <p className={css["summary"]} role="status">
        {summary}
      </p>
      <HitList files={result?.files ?? []} onOpen={onOpen} />
      {result?.cut && <p className={css["summary"]}>{text.search.more}</p>}
    </section>
  );
}

function HitList({ files, onOpen }: { files: readonly FileHits[]; onOpen(id: string, line: number): void }) {
  return (
    <ul className={css["files"]}>
      {files.map((file) => (
        <li key={file.id}>
          <h3 className={css["file"]}>{file.path}</h3>
          <ul>
            {file.hits.map((hit) => (
              <li key={hit.line}>
                <button type="button" className={css["hit"]} onClick={() => onOpen(file.id, hit.line)}>
                  <span className={css["line"]}>{hit.line}</span>
                  <span className={css["code"]}>
                    {hit.before}
                    <mark>{hit.match}</mark>
                    {hit.after}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function focusOnce(input: HTMLInputElement | null) {
  if (input && input.value === "") input.focus();
}
