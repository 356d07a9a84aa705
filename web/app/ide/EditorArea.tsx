import { FileText } from "lucide-react";
import { lazy, Suspense } from "react";
import { useStore } from "zustand";
import { BlobView } from "../../editor/BlobView.tsx";
import { Breadcrumbs } from "../../editor/Breadcrumbs.tsx";
import { CodeEditor } from "../../editor/CodeEditor.tsx";
import { languageOf } from "../../editor/languages.ts";
import { Tabs } from "../../editor/Tabs.tsx";
import { useText } from "../../i18n/text.tsx";
import { closeTab, moveTab, openTab } from "../../state/tabs.ts";
import { Button } from "../../ui/Button.tsx";
import { Message } from "../../ui/Message.tsx";
import css from "./Ide.module.css";
import type { Page } from "./use-page.ts";
import { useUnsaved } from "./use-unsaved.ts";
import type { Workbench } from "./workbench.ts";

const DeskBar = lazy(() => import("../../assistant/tasks/DeskBar.tsx").then((part) => ({ default: part.DeskBar })));
const Review = lazy(() => import("./ReviewConnected.tsx").then((part) => ({ default: part.ReviewConnected })));

/** Tabs, path and the editor of the active file. */
export function EditorArea({ bench, page }: { bench: Workbench; page: Page }) {
  const { open, active } = useStore(bench.tabs);
  const tree = useStore(bench.session.files.tree);
  const unsaved = useUnsaved(bench.session);
  const rows = open.flatMap((id) => tree.byId.get(id) ?? []);
  const shown = active === undefined ? undefined : tree.byId.get(active);
  return (
    <section className={css["editorArea"]} data-region="editor">
      {rows.length > 0 && (
        <Tabs
          tabs={rows.map(({ id, name, path }) => ({ id, name, path, unsaved: unsaved.has(id) }))}
          active={active}
          onSelect={(id) => bench.tabs.setState((state) => openTab(state, id))}
          onClose={(id) => bench.tabs.setState((state) => closeTab(state, id))}
          onMove={(id, to) => bench.tabs.setState((state) => moveTab(state, id, to))}
        />
      )}
      {shown && <Breadcrumbs path={shown.path} />}
      {page.desk && (
        <Suspense>
          <DeskBar desk={page.desk} onClose={page.focusEditor} />
        </Suspense>
      )}
      <div
        id="editor-panel"
        className={css["editorPanel"]}
        {...(rows.length > 0 && { role: "tabpanel", "aria-label": shown?.name })}
      >
        <Shown bench={bench} page={page} />
        {page.desk && (
          <Suspense>
            <Review desk={page.desk} onClose={page.focusEditor} />
          </Suspense>
        )}
        {page.wholeProject && <page.wholeProject.Panel desk={page.wholeProject.desk} bench={bench} page={page} />}
      </div>
    </section>
  );
}

function Shown({ bench, page }: { bench: Workbench; page: Page }) {
  const text = useText();
  const { session } = bench;
  const active = useStore(bench.tabs, (tabs) => tabs.active);
  const row = useStore(session.files.tree, (tree) => (active === undefined ? undefined : tree.byId.get(active)));
  if (!row) {
    return (
      <Message icon={FileText} title={text.editor.emptyTitle} body={text.editor.emptyBody}>
        <Button onClick={() => page.run("palette")}>{text.editor.emptyFile}</Button>
      </Message>
    );
  }
  const shared = session.files.text(row.id);
  if (!shared) return <BlobView sizeBytes={row.blob?.size ?? 0} />;
  return (
    <CodeEditor
      // Undo and writing are the editor's for life: another role is another editor.
      key={`${row.id} ${page.readOnly}`}
      fileId={row.id}
      path={row.path}
      language={languageOf(row.name)}
      text={shared}
      undo={page.readOnly ? undefined : session.undoFor(row.id)}
      awareness={session.awareness}
      people={session.people.getState}
      readOnly={page.readOnly}
      completion={page.completion}
      place={page.places.get(row.id)}
      onPlace={(id, place) => page.places.set(id, place)}
      onCaret={(caret) => page.caret.setState(caret, true)}
      onView={page.setView}
    />
  );
}
