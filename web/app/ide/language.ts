/** The language service of the open project: its Worker, the files and types it sees, and what the editor shows of it. */
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { SuggestionCheck } from "../../../shared/completion/suggestion-check.ts";
import type { Place } from "../../../shared/language/answers.ts";
import type { LanguageProvider } from "../../../shared/language/provider.ts";
import { languageFeatures } from "../../editor/language/language-features.ts";
import { typesChanged } from "../../editor/language/problems.ts";
import type { Messages } from "../../i18n/en.ts";
import { createLanguageClient, type LanguageClient } from "../../language/client.ts";
import { followDocuments } from "../../language/follow-documents.ts";
import { createPackageMirror } from "../../language/package-mirror.ts";
import { createSuggestionCheck } from "../../language/suggestion-check.ts";
import type { EngineSession } from "../../runtime/engine.ts";
import type { NoticeStore } from "../../state/notices.ts";
import type { WorkspaceSession } from "../../sync/session.ts";
import { whenIdle } from "../../ui/after-paint.ts";

interface Needs {
  session: WorkspaceSession;
  startEngine(): Promise<EngineSession>;
  notices: NoticeStore;
  text(): Messages;
  file(): { path: string; language: string };
  /** What shall be there before it: ghost text. */
  first: Promise<void>;
  openPlace(place: Place): boolean;
  /** The editor that is shown now. */
  view(): EditorView | undefined;
}

export interface LanguageParts {
  service: LanguageProvider;
  /** Shows a place of another file; false when that file is not one of the project's. */
  openPlace(place: Place): boolean;
  /** Whether a suggestion may be shown. */
  check: SuggestionCheck;
  features: Extension;
  dispose(): void;
}

/** The Worker is 5 MB of script to compile: it waits for ghost text and then for a quiet moment. */
const startWithinMs = 2_500;

export function startLanguage(needs: Needs): LanguageParts {
  const { session, notices, text, file, openPlace } = needs;
  let started: { client: LanguageClient; stop(): void } | undefined;
  let disposed = false;
  const refresh = () => needs.view()?.dispatch({ effects: typesChanged.of(null) });
  void needs.first
    .then(() => whenIdle(startWithinMs))
    .then(() => {
      if (disposed) return;
      const client = createLanguageClient({
        onWant: (packages) => mirror.want(packages),
        onStopped: () => notices.show({ tone: "error", text: text().language.stopped }),
      });
      const mirror = createPackageMirror({
        engine: needs.startEngine,
        client,
        clock: { after },
        onChange: refresh,
        onCut: () => notices.show({ tone: "plain", text: text().language.typesCut }),
      });
      const stopFollowing = followDocuments(session, client);
      started = {
        client,
        stop() {
          stopFollowing();
          mirror.stop();
          client.dispose();
        },
      };
      refresh();
    });
  const service: LanguageProvider = {
    ask: async (question, signal) => started?.client.ask(question, signal),
  };
  return {
    service,
    openPlace,
    check: createSuggestionCheck(service, { after }),
    features: languageFeatures({ service, file, words: () => text().language, openPlace }),
    dispose() {
      disposed = true;
      started?.stop();
    },
  };
}

function after(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}
