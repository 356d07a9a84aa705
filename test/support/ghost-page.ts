/** A page with one editor and scripted completion providers, bundled for the browser by the ghost text test. */
import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { InlineProvider, InlineRequest } from "../../shared/completion/provider.ts";
import { acceptedCompletion } from "../../web/editor/completion/accepted.ts";
import { inlineCompletion } from "../../web/editor/completion/inline-completion.ts";

interface ModelCall {
  request: InlineRequest;
  aborted: boolean;
  hear(text: string): void;
  finish(): void;
}

interface GhostPage {
  view: EditorView;
  /** What the embedded engine answers; undefined is nothing. */
  local: (request: InlineRequest) => string | undefined;
  modelCalls: ModelCall[];
  /** What the popup offers after a letter. */
  popup: string[];
  /** The person's switch for suggestions. */
  enabled: boolean;
  /** What the editor was told of providers that failed. */
  failures: string[];
  /** Of each transaction that changed the document: its user event and whether it was marked as accepted. */
  changes: { userEvent: string; accepted: boolean }[];
  open(doc: string, readOnly?: boolean): void;
  select(...positions: number[]): void;
}

declare global {
  interface Window {
    ghost: GhostPage;
  }
}

const local: InlineProvider = {
  source: "local",
  model: "embedded",
  debounceMs: 0,
  async complete(request, onText) {
    const text = window.ghost.local(request);
    if (text === undefined) return undefined;
    onText(text);
    return { text, model: "embedded", latencyMs: 0 };
  },
};

const model: InlineProvider = {
  source: "model",
  model: "scripted",
  debounceMs: 60,
  complete: (request, onText, signal) =>
    new Promise((resolve) => {
      const call: ModelCall = { request, aborted: false, hear: onText, finish: () => resolve(undefined) };
      window.ghost.modelCalls.push(call);
      signal.addEventListener("abort", () => {
        call.aborted = true;
        resolve(undefined);
      });
    }),
};

function editorState(doc: string, readOnly: boolean): EditorState {
  return EditorState.create({
    doc,
    selection: { anchor: doc.length },
    extensions: [
      inlineCompletion({
        file: () => ({ path: "a.ts", language: "typescript" }),
        providers: [local, model],
        enabled: () => window.ghost.enabled,
        onError: (error) => window.ghost.failures.push(String(error)),
      }),
      autocompletion({
        override: [
          (context) => {
            const word = context.matchBefore(/\w+/);
            const options = window.ghost.popup.map((label) => ({ label }));
            return word && options.length > 0 ? { from: word.from, options } : null;
          },
        ],
      }),
      history(),
      closeBrackets(),
      EditorState.allowMultipleSelections.of(true),
      EditorState.readOnly.of(readOnly),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.updateListener.of(({ transactions }) => {
        for (const transaction of transactions.filter(({ docChanged }) => docChanged)) {
          const accepted = transaction.annotation(acceptedCompletion) !== undefined;
          const event = ["input.complete.ai", "input.type", "undo"].find((name) => transaction.isUserEvent(name));
          window.ghost.changes.push({ userEvent: event ?? "", accepted });
        }
      }),
    ],
  });
}

window.ghost = {
  view: new EditorView({ parent: document.body }),
  local: () => undefined,
  modelCalls: [],
  popup: [],
  enabled: true,
  failures: [],
  changes: [],
  open(doc, readOnly = false) {
    this.changes = [];
    this.modelCalls = [];
    this.view.setState(editorState(doc, readOnly));
    this.view.focus();
  },
  select(...positions) {
    const ranges = positions.map((position) => EditorSelection.cursor(position));
    this.view.dispatch({ selection: EditorSelection.create(ranges) });
  },
};
