/** A page with one editor and scripted completion providers, bundled for the browser by the ghost text test. */
import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { InlineProvider, InlineRequest } from "../../shared/completion/provider.ts";
import { acceptedCompletion } from "../../web/editor/completion/accepted.ts";
import { inlineCompletion } from "../../web/editor/completion/inline-completion.ts";
import type { InlineOutcome } from "../../web/editor/completion/outcome.ts";
import { type LanguageId, loadLanguageSupport } from "../../web/editor/languages.ts";

interface ModelCall {
  request: InlineRequest;
  aborted: boolean;
  hear(text: string): void;
  finish(): void;
  fail(message: string): void;
}

export interface OpenOptions {
  readOnly?: boolean;
  /** Where the caret stands; at the end when left out. */
  caret?: number;
  language?: LanguageId;
}

interface GhostPage {
  view: EditorView;
  /** What the embedded engine answers; undefined is nothing. */
  local: (request: InlineRequest) => string | undefined;
  modelCalls: ModelCall[];
  /** What the popup offers after a letter, at once or when it comes. */
  popup: string[] | Promise<string[]>;
  /** The person's switch for suggestions. */
  enabled: boolean;
  /** What the editor was told of providers that failed. */
  failures: string[];
  /** Of each transaction that changed the document: its user event and whether it was marked as accepted. */
  changes: { userEvent: string; accepted: boolean }[];
  /** What else the embedded engine knows for a place. */
  others: string[];
  outcomes: InlineOutcome[];
  /** Tells the editor that the switch was turned. */
  turned(): void;
  open(doc: string, options: OpenOptions): Promise<void>;
  select(...positions: number[]): void;
  /** Between these two no timer fires: keys of one burst stay one, however late a loaded machine delivers them. */
  holdTimers(): void;
  releaseTimers(): void;
}

declare global {
  interface Window {
    ghost: GhostPage;
  }
}

/** Timers that are due while they are held, by their id; undefined when none is held. */
let due: Map<number, () => void> | undefined;
const setTimer = window.setTimeout.bind(window);
const clearTimer = window.clearTimeout.bind(window);
window.setTimeout = ((callback: () => void, delayMs?: number): number => {
  const id = setTimer(() => (due ? due.set(id, callback) : callback()), delayMs);
  return id;
}) as typeof window.setTimeout;
window.clearTimeout = ((id?: number): void => {
  if (id !== undefined) due?.delete(id);
  clearTimer(id);
}) as typeof window.clearTimeout;

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
    new Promise((resolve, reject) => {
      const call: ModelCall = {
        request,
        aborted: false,
        hear: onText,
        finish: () => resolve(undefined),
        fail: (message) => reject(new Error(message)),
      };
      window.ghost.modelCalls.push(call);
      signal.addEventListener("abort", () => {
        call.aborted = true;
        resolve(undefined);
      });
    }),
};

async function editorState(doc: string, options: OpenOptions): Promise<EditorState> {
  const { readOnly = false, caret = doc.length, language = "text" } = options;
  return EditorState.create({
    doc,
    selection: { anchor: caret },
    extensions: [
      inlineCompletion({
        file: () => ({ path: "a.ts", language: "typescript" }),
        providers: [local, model],
        alternatives: async () =>
          window.ghost.others.map((text) => ({ text, source: "local" as const, model: "embedded" })),
        enabled: () => window.ghost.enabled,
        onEnabled(changed) {
          window.ghost.turned = changed;
          return () => {};
        },
        onOutcome: (outcome) => window.ghost.outcomes.push(outcome),
        onError: (error) => window.ghost.failures.push(String(error)),
      }),
      autocompletion({
        override: [
          async (context) => {
            const word = context.matchBefore(/\w+/);
            const options = (await window.ghost.popup).map((label) => ({ label }));
            return word && options.length > 0 ? { from: word.from, options } : null;
          },
        ],
      }),
      (await loadLanguageSupport(language)) ?? [],
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
  others: [],
  outcomes: [],
  turned: () => {},
  async open(doc, options) {
    this.view.setState(await editorState(doc, options));
    this.changes = [];
    this.modelCalls = [];
    this.others = [];
    this.outcomes = [];
    this.enabled = true;
    this.view.focus();
  },
  select(...positions) {
    const ranges = positions.map((position) => EditorSelection.cursor(position));
    this.view.dispatch({ selection: EditorSelection.create(ranges) });
  },
  holdTimers() {
    due = new Map();
  },
  releaseTimers() {
    const late = [...(due?.values() ?? [])];
    due = undefined;
    for (const callback of late) callback();
  },
};
