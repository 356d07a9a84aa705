import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { Messages } from "../i18n/en.ts";
import { useText } from "../i18n/text.tsx";
import type { Person } from "../sync/session.ts";
import { afterPaint, whenIdle } from "../ui/after-paint.ts";
import css from "./CodeEditor.module.css";
import { type LanguageId, loadLanguageSupport } from "./languages.ts";
import { peers } from "./peers.ts";
import { editorPhrases } from "./phrases.ts";
import { baseExtensions } from "./setup.ts";
import { dispatchWithOrigin, sharedText } from "./shared-text.ts";

export interface CaretPlace {
  line: number;
  column: number;
  /** Characters in all selections. */
  selected: number;
}

/** Where a file was left, so that coming back shows the same lines. */
export interface EditorPlace {
  anchor: number;
  head: number;
  scrollTop: number;
}

export interface CodeEditorProps {
  fileId: string;
  path: string;
  language: LanguageId;
  text: Y.Text;
  undo: Y.UndoManager | undefined;
  awareness: Awareness;
  people(): readonly Person[];
  readOnly: boolean;
  /** Ghost text and popup completion, once loaded. */
  completion: Extension | undefined;
  place: EditorPlace | undefined;
  onPlace(fileId: string, place: EditorPlace): void;
  onCaret(caret: CaretPlace): void;
  /** Hears the view while it is shown, undefined when it goes. */
  onView(view: EditorView | undefined): void;
}

/** One CodeMirror over one shared text. Another file is another editor; a rename only changes its language. */
export function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const words = useText();
  const support = useLanguageSupport(props.language);
  const { fileId, text, readOnly, completion } = props;
  const access = useMemo(() => accessExtension(readOnly, words, props.path), [readOnly, words, props.path]);
  const latest = useRef({ props, access, support });
  latest.current = { props, access, support };

  useEffect(() => {
    if (!host.current) return;
    const now = latest.current;
    const made = createView(host.current, text, now.props, now.access, now.support);
    view.current = made;
    now.props.onView(made);
    return () => {
      const { anchor, head } = made.state.selection.main;
      latest.current.props.onPlace(fileId, { anchor, head, scrollTop: made.scrollDOM.scrollTop });
      latest.current.props.onView(undefined);
      view.current = undefined;
      made.destroy();
    };
  }, [fileId, text]);

  useEffect(() => view.current?.dispatch({ effects: slots.access.reconfigure(access) }), [access]);
  useEffect(() => view.current?.dispatch({ effects: slots.language.reconfigure(support) }), [support]);
  useEffect(() => view.current?.dispatch({ effects: slots.completion.reconfigure(completion ?? []) }), [completion]);

  return <div ref={host} className={css["editor"]} />;
}

const slots = {
  access: new Compartment(),
  language: new Compartment(),
  completion: new Compartment(),
  editing: new Compartment(),
  extras: new Compartment(),
};

const noSupport: Extension = [];

/** The parser of a language, once loaded. */
function useLanguageSupport(language: LanguageId): Extension {
  const [support, setSupport] = useState(noSupport);
  useEffect(() => {
    let wanted = true;
    void afterPaint()
      .then(() => loadLanguageSupport(language))
      .then((loaded) => wanted && setSupport(loaded ?? noSupport));
    return () => {
      wanted = false;
    };
  }, [language]);
  return support;
}

function accessExtension(readOnly: boolean, words: Messages, path: string): Extension {
  const label = words.editor.label(path);
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      "aria-label": label,
      tabindex: "0",
      ...(readOnly && { "aria-readonly": "true" }),
    }),
    EditorState.phrases.of(editorPhrases(words)),
  ];
}

function createView(
  parent: HTMLElement,
  text: Y.Text,
  props: CodeEditorProps,
  access: Extension,
  support: Extension,
): EditorView {
  const { undo, awareness, place } = props;
  const doc = text.toString();
  const selection = place && { anchor: Math.min(place.anchor, doc.length), head: Math.min(place.head, doc.length) };
  const view = new EditorView({
    parent,
    dispatchTransactions: dispatchWithOrigin({ text, undo }),
    state: EditorState.create({
      doc,
      ...(selection && { selection }),
      extensions: [
        slots.completion.of(props.completion ?? []),
        slots.extras.of([]),
        sharedText({ text, undo }),
        baseExtensions(),
        slots.editing.of([]),
        slots.access.of(access),
        slots.language.of(support),
        peers({ text, awareness, people: props.people }),
        caretListener(props.onCaret),
      ],
    }),
  });
  if (place)
    view.requestMeasure({ read: () => undefined, write: () => view.scrollDOM.scrollTo({ top: place.scrollTop }) });
  props.onCaret(caretOf(view.state));
  // The benchmark reads from here what the first key needed.
  performance.mark("glasshouse.editor");
  void afterPaint()
    .then(() => import("./editing.ts"))
    .then(({ editing }) => {
      if (view.dom.isConnected) view.dispatch({ effects: slots.editing.reconfigure(editing()) });
    });
  void loadExtras().then(({ extras }) => {
    if (view.dom.isConnected) view.dispatch({ effects: slots.extras.reconfigure(extras()) });
  });
  return view;
}

/** Tells of the caret once the key that moved it is painted: what else shows it is not in the key's way. */
function caretListener(onCaret: CodeEditorProps["onCaret"]): Extension {
  let isWaiting = false;
  return EditorView.updateListener.of(({ docChanged, selectionSet, view }) => {
    if (isWaiting || !(docChanged || selectionSet)) return;
    isWaiting = true;
    void afterPaint().then(() => {
      isWaiting = false;
      if (view.dom.isConnected) onCaret(caretOf(view.state));
    });
  });
}

const extrasWithinMs = 400;

async function loadExtras() {
  await whenIdle(extrasWithinMs);
  return import("./extras.ts");
}

function caretOf(state: EditorState): CaretPlace {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const selected = state.selection.ranges.reduce((sum, range) => sum + range.to - range.from, 0);
  return { line: line.number, column: head - line.from + 1, selected };
}
