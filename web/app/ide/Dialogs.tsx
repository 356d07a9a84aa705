import { lazy, Suspense, useMemo } from "react";
import { useStore } from "zustand";
import { type LanguageId, languageNames } from "../../editor/languages.ts";
import type { ShareLinks } from "../../share/links.ts";
import type { SettingsStore } from "../../state/settings.ts";
import type { Server } from "../server.ts";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

const Palette = lazy(() => import("./PaletteConnected.tsx").then((part) => ({ default: part.PaletteConnected })));
const Share = lazy(() => import("../../share/ShareDialog.tsx").then((part) => ({ default: part.ShareDialog })));
const Settings = lazy(() =>
  import("../../settings/SettingsDialog.tsx").then((part) => ({ default: part.SettingsDialog })),
);

const Figures = lazy(() =>
  import("../../assistant/telemetry/FiguresDialog.tsx").then((part) => ({ default: part.FiguresDialog })),
);

export type DialogName = "palette" | "share" | "settings" | "figures";

interface DialogsProps {
  open: DialogName | undefined;
  bench: Workbench;
  page: Page;
  server: Server;
  settings: SettingsStore;
  onClose(): void;
}

/** The one dialog that is open; each arrives when it is first asked for. */
export function Dialogs({ open, bench, page, server, settings, onClose }: DialogsProps) {
  const chosen = useStore(settings);
  const dial = useStore(bench.dial);
  const browserModel = useStore(bench.browserModel.state);
  const id = bench.session.workspaceId;
  const links = useMemo(() => shareLinks(server, id), [server, id]);
  return (
    <Suspense>
      {open === "palette" && <Palette bench={bench} page={page} onClose={onClose} />}
      {open === "share" && <Share links={links} owner={page.role === "owner"} now={Date.now()} onClose={onClose} />}
      {open === "settings" && (
        <Settings
          settings={chosen}
          onChange={settings.set}
          onFigures={() => page.run("figures")}
          dial={dial}
          onDial={bench.dial.turn}
          owner={page.role === "owner"}
          browserModel={browserModel}
          onModelFile={bench.browserModel.choose}
          onModelRemove={bench.browserModel.remove}
          onClose={onClose}
        />
      )}
      {open === "figures" && <Figures open={bench.suggestions} languageName={languageName} onClose={onClose} />}
    </Suspense>
  );
}

function languageName(id: string): string {
  return Object.hasOwn(languageNames, id) ? languageNames[id as LanguageId] : id;
}

function shareLinks(server: Server, workspaceId: string): ShareLinks {
  return {
    list: async () => givenBy(await server.links(workspaceId)),
    create: async (role) => givenBy(await server.createLink(workspaceId, role)),
    revoke: async (linkId) => (await server.revokeLink(workspaceId, linkId)).ok,
  };
}

function givenBy<Value>(answer: { ok: true; value: Value } | { ok: false }): Value | undefined {
  return answer.ok ? answer.value : undefined;
}
