/** One opened project on this page: its session, its engine, and the stores that the panels read. No React. */
import type { EditorView } from "@codemirror/view";
import { createStore, type StoreApi } from "zustand/vanilla";
import { readText } from "../../../shared/workspace/document.ts";
import type { Agent } from "../../assistant/agent/agent.ts";
import { type BrowserModelSlot, createBrowserModelSlot } from "../../assistant/browser-model/slot.ts";
import { type CompletionStatusStore, createCompletionStatus } from "../../assistant/completion-status.ts";
import type { RemoteAsk } from "../../assistant/remote-ask.ts";
import type { Records } from "../../assistant/telemetry/records.ts";
import type { Messages } from "../../i18n/en.ts";
import type { EngineSession } from "../../runtime/engine.ts";
import { createDial, type DialStore } from "../../state/dial.ts";
import { createLayout, type LayoutStore } from "../../state/layout.ts";
import { createNotices, type Notice, type NoticeStore } from "../../state/notices.ts";
import type { KeptText, SettingsStore } from "../../state/settings.ts";
import { createTabs, keepExisting, openTab, type TabsStore } from "../../state/tabs.ts";
import type { Api } from "../../sync/api.ts";
import type { WorkspaceSession } from "../../sync/session.ts";
import type { ScreenLook } from "../../terminal/screen.ts";
import { createTerminals, type Terminals } from "../../terminal/terminals.ts";
import type { Services } from "../services.ts";
import type { ChatParts } from "./chat.ts";
import { firstFile } from "./first-file.ts";
import { createProgram, type Program } from "./program.ts";
import { recall, remember } from "./workspace-memory.ts";

export interface EngineSlot {
  engine: EngineSession | undefined;
  /** Set when the engine's code or page could not even be loaded. */
  failure: string | undefined;
}

export interface Workbench {
  session: WorkspaceSession;
  api: Api;
  settings: SettingsStore;
  tabs: TabsStore;
  layout: LayoutStore;
  notices: NoticeStore;
  terminals: Terminals;
  program: Program;
  engine: StoreApi<EngineSlot>;
  completion: CompletionStatusStore;
  /** The model file that the person chose to run in this browser. */
  browserModel: BrowserModelSlot;
  /** What the assistant may do in this project. */
  dial: DialStore;
  /** What became of suggestions in this browser; read at the first call. */
  suggestions(): Promise<Records>;
  /** The way to a model for questions in words; read at the first call. */
  model(): Promise<RemoteAsk>;
  /** The editor that is shown. */
  editor: { view: EditorView | undefined };
  /** The assistant's chat, once its panel was opened: it goes on while the panel is closed. */
  chat: { parts: ChatParts | undefined };
  /** The agent, once its panel was opened. */
  agent: { made: Promise<Agent> | undefined };
  /** Which of the two the assistant's panel shows. */
  assistantTab: StoreApi<"chat" | "agent">;
  /** Boots the engine once; later calls give the same one. */
  startEngine(): Promise<EngineSession>;
  openShell(): Promise<void>;
  /** Resolves when the browser's copy is closed and may be opened again. */
  dispose(): Promise<void>;
}

interface Needs {
  session: WorkspaceSession;
  services: Services;
  settings: SettingsStore;
  storage: KeptText;
  /** Words of the language shown now. */
  text(): Messages;
  look: ScreenLook;
}

export function createWorkbench(needs: Needs): Workbench {
  const { session, services, settings, storage } = needs;
  const layout = createLayout(storage);
  const notices = createNotices();
  const terminals = createTerminals(needs.look);
  const engine = createStore<EngineSlot>()(() => ({ engine: undefined, failure: undefined }));
  let starting: Promise<EngineSession> | undefined;
  let suggestions: Promise<Records> | undefined;
  let model: Promise<RemoteAsk> | undefined;
  const agent: Workbench["agent"] = { made: undefined };
  const startEngine = () => {
    starting ??= services.startEngine(session).then(
      (started) => {
        engine.setState({ engine: started });
        started.status.subscribe(({ state }, before) => {
          if (state === "lost" && before.state !== "lost") notices.show(engineLost(needs.text()));
        });
        return started;
      },
      (error: unknown) => {
        engine.setState({ failure: error instanceof Error ? error.message : String(error) });
        throw error;
      },
    );
    return starting;
  };
  const program = createProgram({
    engine: startEngine,
    terminals,
    notices,
    packageText: () => {
      const id = session.files.tree.getState().byPath.get("package.json")?.id;
      return id === undefined ? undefined : readText(session.doc, id);
    },
    text: needs.text,
    onStart: () => layout.set({ bottomOpen: true }),
  });
  const tabs = createTabs();
  const stopFollowing = followTree(session, tabs, storage);
  return {
    session,
    api: services.api,
    settings,
    tabs,
    layout,
    notices,
    terminals,
    program,
    engine,
    completion: createCompletionStatus(),
    browserModel: createBrowserModelSlot(storage),
    dial: createDial({
      storage,
      workspaceId: session.workspaceId,
      told: session.dial,
      send: async (dial) => (await services.server.turnDial(session.workspaceId, dial)).ok,
      onRefused: () => notices.show({ tone: "error", text: needs.text().settings.dialRefused }),
    }),
    suggestions() {
      suggestions ??= import("../../assistant/telemetry/indexeddb-disk.ts").then(({ openRecords }) => openRecords());
      return suggestions;
    },
    model() {
      const { workspaceId: workspace } = session;
      model ??= import("../../assistant/remote-ask.ts").then(({ createRemoteAsk }) => createRemoteAsk({ workspace }));
      return model;
    },
    editor: { view: undefined },
    chat: { parts: undefined },
    agent,
    assistantTab: createStore<"chat" | "agent">()(() => "chat"),
    startEngine,
    async openShell() {
      layout.set({ bottomOpen: true });
      const entry = await terminals.openShell(await startEngine());
      entry?.screen.focus();
    },
    async dispose() {
      stopFollowing();
      terminals.dispose();
      (await model)?.dispose();
      (await agent.made)?.dispose();
      await engine.getState().engine?.teardown();
      await session.dispose();
    },
  };
}

function engineLost({ run, crash }: Messages): Omit<Notice, "id"> {
  return { tone: "error", text: run.engineLost, action: { label: crash.reload, run: () => location.reload() } };
}

/** Opens the remembered or the likeliest file once there are files, drops tabs whose files go, and remembers the rest. */
function followTree(session: WorkspaceSession, tabs: TabsStore, storage: KeptText): () => void {
  const { tree } = session.files;
  const memory = recall(storage, session.workspaceId);
  let opened = false;
  const follow = () => {
    const now = tree.getState();
    const exists = (id: string) => now.byId.has(id);
    if (!opened && now.rows.length > 0) {
      opened = true;
      const open = (memory.open ?? []).filter(exists);
      const active = memory.active !== undefined && open.includes(memory.active) ? memory.active : open[0];
      const first = firstFile(now);
      if (active !== undefined) tabs.setState({ open, active });
      else if (first !== undefined) tabs.setState((state) => openTab(state, first));
      return;
    }
    tabs.setState((state) => keepExisting(state, exists));
  };
  follow();
  const stopTree = tree.subscribe(follow);
  const stopTabs = tabs.subscribe(({ open, active }) => {
    remember(storage, session.workspaceId, { open: [...open], ...(active !== undefined && { active }) });
    session.awareness.setLocalStateField("file", active ?? null);
  });
  session.awareness.setLocalStateField("file", tabs.getState().active ?? null);
  return () => {
    stopTree();
    stopTabs();
  };
}
