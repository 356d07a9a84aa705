/** Ghost text and popup completion for the open project; loaded once the editor takes keys. */
import { autocompletion } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import * as Y from "yjs";
import { mayAssist } from "../../../shared/access/dial.ts";
import type { SuggestionCheck } from "../../../shared/completion/suggestion-check.ts";
import type { LanguageProvider } from "../../../shared/language/provider.ts";
import { localAlternatives } from "../../assistant/alternatives.ts";
import type { ModelFailure } from "../../assistant/browser-model/model-client.ts";
import type { BrowserModelSlot } from "../../assistant/browser-model/slot.ts";
import { type CompletionStatusStore, report } from "../../assistant/completion-status.ts";
import { lazyContext } from "../../assistant/context/lazy-context.ts";
import type { WorkspaceContext } from "../../assistant/context/workspace-context.ts";
import { createCopyNotice } from "../../assistant/copy-notice.ts";
import { type InTurn, inTurn } from "../../assistant/in-turn.ts";
import { createLocalCompletion } from "../../assistant/local.ts";
import { createRemoteCompletion } from "../../assistant/remote.ts";
import { createRecorder } from "../../assistant/telemetry/recorder.ts";
import type { Records } from "../../assistant/telemetry/records.ts";
import { completionSource } from "../../editor/completion/completion-source.ts";
import { inlineCompletion } from "../../editor/completion/inline-completion.ts";
import { namesSource } from "../../editor/language/names.ts";
import { typedPath } from "../../editor/language/options.ts";
import { languageOf } from "../../editor/languages.ts";
import type { ModelEditOutcome, NextEditModel } from "../../editor/next-edit/model-edit.ts";
import { nextEdit } from "../../editor/next-edit/next-edit.ts";
import type { Messages } from "../../i18n/en.ts";
import { checkedAlternatives, checkedProvider } from "../../language/checked-provider.ts";
import { followDocuments } from "../../language/follow-documents.ts";
import type { DialStore } from "../../state/dial.ts";
import type { SettingsStore } from "../../state/settings.ts";
import type { TabsStore } from "../../state/tabs.ts";
import type { WorkspaceSession } from "../../sync/session.ts";
import type { LanguageParts } from "./language.ts";

interface Needs {
  session: WorkspaceSession;
  settings: SettingsStore;
  tabs: TabsStore;
  status: CompletionStatusStore;
  suggestions(): Promise<Records>;
  dial: DialStore;
  browserModel: BrowserModelSlot;
  text(): Messages;
  /** Starts the language service once `first` is there. */
  language(file: () => { path: string; language: string }, first: Promise<void>): LanguageParts;
}

export interface CompletionParts {
  extension: Extension;
  /** Of the open project; for tasks that know its code without a model. */
  service: LanguageProvider;
  search: WorkspaceContext["search"];
  dispose(): void;
}

/** Starts the embedded engine and the way to a model, and feeds the engine with the project's files. */
export function startCompletion({
  session,
  settings,
  tabs,
  status,
  suggestions,
  dial,
  text,
  ...needs
}: Needs): CompletionParts {
  const recorder = createRecorder({ records: suggestions, now: Date.now, after });
  const local = createLocalCompletion({ status, minProbability: recorder.threshold });
  const context = lazyContext(async () => {
    const { createWorkspaceContext } = await import("../../assistant/context/workspace-context.ts");
    const openFiles = () => tabs.getState().open.toReversed();
    return createWorkspaceContext({ project: session, tabs: openFiles, after, now: () => performance.now() });
  });
  const remote = createRemoteCompletion({ workspace: session.workspaceId, status, context });
  const { browserModel } = needs;
  const place = {
    get place() {
      return text().browserModel.place;
    },
    problem: (failure: Pick<ModelFailure, "code" | "detail">) =>
      `${text().browserModel.problems[failure.code]} ${failure.detail}`.trim(),
  };
  const model = inTurn(browserModel.instead(remote, { status, context, words: place }));
  const stopWatching = browserModel.state.subscribe(({ phase }) => {
    if (phase === "none" || phase === "loading") report(status, { type: "model-changed" });
  });
  const copies = createCopyNotice(status);
  const engineFiles = {
    setFile: (path: string, whole: string) => local.setFile(path, languageOf(path), whole),
    editFile: local.editFile,
    removeFile: local.removeFile,
  };
  const stopFeeding = followDocuments(session, engineFiles, () => true);
  const file = () => {
    const { active } = tabs.getState();
    const path = active === undefined ? "" : (session.files.tree.getState().byId.get(active)?.path ?? "");
    return { path, language: languageOf(path) };
  };
  const activeText = () => {
    const { active } = tabs.getState();
    return active === undefined ? undefined : session.files.text(active);
  };
  const keepAnEye = (taken: string, from: number) => {
    const shared = activeText();
    if (shared) recorder.taken(taken, readerOf(shared, from, taken.length));
  };
  const enabled = () => settings.getState().assistant && mayAssist(dial.getState(), "complete", file().path);
  const onEnabled = (changed: () => void) => {
    const stops = [settings.subscribe(changed), dial.subscribe(changed)];
    return () => {
      for (const stop of stops) stop();
    };
  };
  const language = needs.language(file, local.ready);
  const words = completionSource(local, file);
  const popup = namesSource({ service: language.service, local, file, otherwise: words });
  return {
    service: language.service,
    search: (request) => context.search(request),
    extension: [
      inlineCompletion({
        file,
        providers: [local, model.first].map((provider) => copies.watch(checkedProvider(provider, language.check))),
        alternatives: async (request, signal) =>
          checkedAlternatives(await localAlternatives(local, request, signal), request, language.check, signal),
        enabled,
        onEnabled,
        onOutcome(outcome) {
          const copy = copies.last(outcome.source);
          const copyOf = copy ? { copyOf: `${copy.name} (${copy.license})` } : {};
          recorder.ended({ ...outcome, ...copyOf, language: file().language });
        },
        onAccepted: keepAnEye,
        announce: (suggestion, choice) =>
          choice
            ? text().editor.suggestionOf(suggestion, choice.index, choice.count)
            : text().editor.suggestion(suggestion),
      }),
      nextEdit({
        ...language,
        file,
        path: () => typedPath({ file }),
        enabled,
        onEnabled,
        words: () => text().nextEdit,
        model: nextEditModel(model, language.check, (ended) => {
          const { text: insert, from, ...rest } = ended;
          const acceptedChars = ended.outcome === "accepted" ? insert.length : 0;
          const chars = { shownChars: insert.length, acceptedChars };
          recorder.ended({ ...rest, ...chars, source: "model", language: file().language });
          if (acceptedChars > 0) keepAnEye(insert, from);
        }),
      }),
      autocompletion({ override: [(context) => (enabled() ? popup(context) : null)], icons: false }),
      language.features,
    ],
    dispose() {
      recorder.dispose();
      stopFeeding();
      stopWatching();
      language.dispose();
      remote.dispose();
      context.dispose();
      copies.dispose();
      local.dispose();
    },
  };
}

function nextEditModel(
  { first, later }: InTurn,
  { check }: SuggestionCheck,
  ended: (outcome: ModelEditOutcome) => void,
): NextEditModel {
  return {
    complete: later,
    get model() {
      return first.model;
    },
    check,
    now: () => performance.now(),
    ended,
  };
}

/** Reads what stands now where `length` characters were written at `from`, whatever was typed around them. */
function readerOf(shared: Y.Text, from: number, length: number): () => string {
  const start = Y.createRelativePositionFromTypeIndex(shared, from);
  const end = Y.createRelativePositionFromTypeIndex(shared, from + length, -1);
  return () => {
    const { doc } = shared;
    const first = doc && Y.createAbsolutePositionFromRelativePosition(start, doc);
    const last = doc && Y.createAbsolutePositionFromRelativePosition(end, doc);
    return first && last ? shared.toString().slice(first.index, last.index) : "";
  };
}

function after(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}
