import { useState } from "react";
import { useStore } from "zustand";
import { useText } from "../../i18n/text.tsx";
import { stateLimits } from "../../state/limits.ts";
import type { SettingsStore } from "../../state/settings.ts";
import { Notices } from "../../ui/Notices.tsx";
import skip from "../../ui/Skip.module.css";
import type { Server } from "../server.ts";
import { BarConnected } from "./BarConnected.tsx";
import { DesktopPanels } from "./DesktopPanels.tsx";
import { type DialogName, Dialogs } from "./Dialogs.tsx";
import css from "./Ide.module.css";
import { PhonePanels } from "./PhonePanels.tsx";
import { RailConnected } from "./RailConnected.tsx";
import { StatusBarConnected } from "./StatusBarConnected.tsx";
import { usePage } from "./use-page.ts";
import { useScreenWidth } from "./use-screen-width.ts";
import { WentBack } from "./WentBack.tsx";
import type { Workbench } from "./workbench.ts";

interface IdeProps {
  bench: Workbench;
  server: Server;
  settings: SettingsStore;
  theme: "dark" | "light" | "contrast";
}

/** The IDE of one opened project. */
export function Ide({ bench, server, settings, theme }: IdeProps) {
  const text = useText();
  const width = useScreenWidth();
  const [dialog, setDialog] = useState<DialogName>();
  const notices = useStore(bench.notices);
  const wentBack = useStore(bench.session.status, (status) => status.state === "server-went-back");
  const page = usePage(bench, server, setDialog, theme);
  return (
    <div className={css["ide"]}>
      <button type="button" className={skip["skip"]} onClick={page.focusEditor}>
        {text.skipToEditor}
      </button>
      <BarConnected bench={bench} page={page} />
      {wentBack && <WentBack onChoose={bench.session.resolveServerWentBack} />}
      {width === "phone" ? (
        <PhonePanels bench={bench} page={page} />
      ) : (
        <div className={css["middle"]}>
          <RailConnected bench={bench} page={page} phone={false} />
          <main className={css["panels"]}>
            <DesktopPanels bench={bench} page={page} width={width} />
          </main>
        </div>
      )}
      {width === "phone" && <RailConnected bench={bench} page={page} phone />}
      <StatusBarConnected bench={bench} page={page} theme={theme} />
      <Dialogs
        open={dialog}
        bench={bench}
        page={page}
        server={server}
        settings={settings}
        onClose={() => setDialog(undefined)}
      />
      <Notices
        label={text.notices}
        dismissLabel={text.dismiss}
        notices={notices}
        stayMs={stateLimits.noticeMs}
        onDismiss={bench.notices.dismiss}
      />
    </div>
  );
}
