import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Place } from "../../../shared/language/answers.ts";
import type { Desk } from "../../assistant/tasks/desk.ts";
import type { EditingTask } from "../../assistant/tasks/task.ts";
import type { CaretPlace, EditorPlace } from "../../editor/CodeEditor.tsx";
import type { Draft } from "../../explorer/draft.ts";
import type { Messages } from "../../i18n/en.ts";
import { useText } from "../../i18n/text.tsx";
import { whenIdle } from "../../ui/after-paint.ts";
import type { Server, WorkspaceRole } from "../server.ts";
import type { CommandId } from "./command-id.ts";
import { openFile, type PageActions, runCommand } from "./commands.ts";
import type { CompletionParts } from "./completion.ts";
import type { DialogName } from "./Dialogs.tsx";
import { isMac } from "./platform.ts";
import { commandOf, keyOf } from "./shortcuts.ts";
import { useProject } from "./use-project.ts";
import { useWholeProject } from "./use-whole-project.ts";
import type { WholeProject } from "./whole-project.ts";
import type { Workbench } from "./workbench.ts";

/** What the mounted page shares between its panels. */
export interface Page {
  name: string;
  /** Undefined until server or memory has told. */
  role: WorkspaceRole | undefined;
  /** True also while the role is not known: nothing typed may be refused afterwards. */
  readOnly: boolean;
  rename(name: string): void;
  draft: Draft | undefined;
  setDraft(draft: Draft | undefined): void;
  /** Where the caret of the shown editor is. A store, as it moves with every key: only who shows it is drawn anew. */
  caret: StoreApi<CaretPlace | undefined>;
  places: Map<string, EditorPlace>;
  setView(view: EditorView | undefined): void;
  /** Opens a file and gives it the keys, at a line when one is named. */
  showFile(fileId: string, line?: number): void;
  focusEditor(): void;
  completion: Extension | undefined;
  /** The language service and the search of the project; undefined while they start. */
  parts(): CompletionParts | undefined;
  /** The task of the assistant that is at hand; undefined before the first one. */
  desk: Desk | undefined;
  /** The project that the assistant writes as a whole; undefined before it was asked for. */
  wholeProject: WholeProject | undefined;
  reloads: number;
  /** Counts the calls for the assistant's composer. */
  chatCalls: number;
  run(command: CommandId): void;
}

export function usePage(
  bench: Workbench,
  server: Server,
  openDialog: (dialog: DialogName) => void,
  theme: string,
): Page {
  const text = useText();
  const { project, rename } = useProject(bench, server);
  const role = useStore(bench.session.status, (status) => status.role) ?? project.role;
  const [draft, setDraft] = useState<Draft>();
  const [caret] = useState(() => createStore<CaretPlace | undefined>(() => undefined));
  const [reloads, setReloads] = useState(0);
  const [chatCalls, setChatCalls] = useState(0);
  const places = useMemo(() => new Map<string, EditorPlace>(), []);
  const shown = useShownEditor(bench);
  useTerminalLook(bench, theme, text);
  useBackgroundStart(bench);
  const { completion, parts } = useCompletion(bench, text, shown);
  const tasks = useTasks(bench, text, shown, parts);
  const wholeProject = useWholeProject(bench);
  const actions: PageActions = {
    openDialog,
    draft: (kind) => setDraft({ kind, parent: "" }),
    find: () => shown.withSearch((extras, view) => extras.openSearchPanel(view)),
    goToLine: () => shown.withSearch((extras, view) => extras.gotoLine(view)),
    reloadPreview: () => setReloads((count) => count + 1),
    task: tasks.start,
    callChat: () => {
      // What is typed before the panel is there belongs to no file.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      setChatCalls((count) => count + 1);
    },
    explain: () => void import("./chat.ts").then(({ explainHere }) => explainHere(bench, parts, text.palette.explain)),
    wholeProject: wholeProject.open,
  };
  const run = (command: CommandId) => runCommand(command, bench, actions);
  useShortcuts(run);
  return {
    name: project.name,
    role,
    readOnly: role === undefined || role === "viewer",
    rename,
    draft,
    setDraft,
    caret,
    places,
    completion,
    parts,
    desk: tasks.desk,
    wholeProject: wholeProject.project,
    setView: (view) => {
      bench.editor.view = view;
      shown.setView(view);
      if (!view) caret.setState(undefined, true);
    },
    showFile: shown.showFile,
    focusEditor: shown.focus,
    reloads,
    chatCalls,
    run,
  };
}

/** Tasks of the assistant; what they need arrives with the first one. */
function useTasks(bench: Workbench, text: Messages, shown: ShownEditor, completion: () => CompletionParts | undefined) {
  const words = useRef(text);
  words.current = text;
  const [desk, setDesk] = useState<Desk>();
  const made = useRef<Desk>(undefined);
  useEffect(() => () => made.current?.close(), []);
  const start = (task: EditingTask) => {
    void import("./tasks.ts").then(({ createProjectDesk, targetOf }) => {
      const target = targetOf(bench, task, shown.view());
      if (!target) return;
      made.current ??= createProjectDesk(bench, { view: shown.view, text: () => words.current, completion });
      setDesk(made.current);
      made.current.ask(task, target);
    });
  };
  return { desk, start };
}

/** A place in a file: a line from 1 on, or an offset. */
type At = { line: number } | { offset: number };

type Extras = typeof import("../../editor/extras.ts");

type ShownEditor = ReturnType<typeof useShownEditor>;

/** The editor that is shown, for those who want to search in it, go to a line of it or give it the keys. */
function useShownEditor(bench: Workbench) {
  const view = useRef<EditorView>(undefined);
  const wanted = useRef<{ fileId: string; at: At | undefined }>(undefined);
  const apply = () => {
    const target = wanted.current;
    if (!target || !view.current || bench.tabs.getState().active !== target.fileId) return;
    wanted.current = undefined;
    if (target.at) goTo(view.current, target.at);
    view.current.focus();
  };
  const show = (fileId: string, at?: At) => {
    const isShown = bench.tabs.getState().active === fileId;
    wanted.current = { fileId, at };
    openFile(bench, fileId);
    // Another file's editor tells when it is there.
    if (isShown) apply();
  };
  return {
    setView(next: EditorView | undefined) {
      view.current = next;
      apply();
    },
    showFile: (fileId: string, line?: number) => show(fileId, line === undefined ? undefined : { line }),
    /** False when the project has no such file. */
    openPlace({ path, from }: Place): boolean {
      const row = bench.session.files.tree.getState().byPath.get(path);
      if (row) show(row.id, { offset: from });
      return row !== undefined;
    },
    view: () => view.current,
    focus: () => view.current?.focus(),
    withSearch(use: (extras: Extras, view: EditorView) => void) {
      void import("../../editor/extras.ts").then((extras) => view.current && use(extras, view.current));
    },
  };
}

/** Keeps every terminal in the page's colours, size and words. */
function useTerminalLook(bench: Workbench, theme: string, text: Messages) {
  const { fontSize, screenReader } = useStore(bench.settings);
  useEffect(() => {
    bench.terminals.look({ fontSize, screenReader, theme, inputLabel: text.terminal.input });
  }, [bench, fontSize, screenReader, theme, text]);
}

function goTo(view: EditorView, at: At) {
  const { doc } = view.state;
  const anchor = "line" in at ? doc.line(Math.min(at.line, doc.lines)).from : Math.min(at.offset, doc.length);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
}

/** The page's keys, wherever the focus is. */
function useShortcuts(run: (command: CommandId) => void) {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { altKey: alt, shiftKey: shift } = event;
      const key = keyOf(event, isMac);
      const command = commandOf({ key, ctrl: event.ctrlKey || event.metaKey, alt, shift });
      if (!command || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(command);
    };
    // Before the editor and the terminal, which would swallow some of them.
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, []);
}

/** Completion arrives after the first keys can be typed. */
function useCompletion(bench: Workbench, text: Messages, shown: ShownEditor) {
  const words = useRef(text);
  words.current = text;
  const editor = useRef(shown);
  const [completion, setCompletion] = useState<Extension>();
  const started = useRef<CompletionParts>(undefined);
  useEffect(() => {
    let parts: CompletionParts | undefined;
    let wanted = true;
    const {
      session,
      settings,
      tabs,
      notices,
      startEngine,
      completion: status,
      suggestions,
      dial,
      browserModel,
    } = bench;
    const { openPlace, view } = editor.current;
    const now = () => words.current;
    void loadCompletion().then(([{ startCompletion }, { startLanguage }]) => {
      if (!wanted) return;
      const language = (file: () => { path: string; language: string }, first: Promise<void>) =>
        startLanguage({ session, startEngine, notices, text: now, file, first, openPlace, view });
      const model = { dial, browserModel };
      parts = startCompletion({ session, settings, tabs, status, suggestions, ...model, text: now, language });
      started.current = parts;
      setCompletion(parts.extension);
    });
    return () => {
      wanted = false;
      parts?.dispose();
      started.current = undefined;
    };
  }, [bench]);
  return { completion, parts: () => started.current };
}

const completionWithinMs = 800;

async function loadCompletion() {
  await whenIdle(completionWithinMs);
  return Promise.all([import("./completion.ts"), import("./language.ts")]);
}

/** Boots the engine and the first shell once the editor has been painted. */
function useBackgroundStart(bench: Workbench) {
  useEffect(() => {
    const start = requestIdleCallback(() => {
      // A failure stands in the engine's slot, which the terminal and the status bar show.
      void bench
        .startEngine()
        .then((engine) => bench.terminals.openShell(engine))
        .catch(() => undefined);
    });
    return () => cancelIdleCallback(start);
  }, [bench]);
}
