import { lazy, Suspense, useState } from "react";
import { useStore } from "zustand";
import { mayAssist } from "../../../shared/access/dial.ts";
import { languageNames, languageOf } from "../../editor/languages.ts";
import { useLanguage } from "../../i18n/text.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { useSettledStatus } from "./settled-status.ts";
import { completionWord, engineWord, syncWord } from "./status-words.ts";
import { useEngineStatus } from "./use-engine.ts";
import type { Page } from "./use-page.ts";
import type { Workbench } from "./workbench.ts";

const CompletionPopover = lazy(() =>
  import("./CompletionPopover.tsx").then((part) => ({ default: part.CompletionPopover })),
);

interface Props {
  bench: Workbench;
  page: Page;
  theme: "dark" | "light" | "contrast";
}

const nextTheme = { dark: "light", light: "contrast", contrast: "dark" } as const;

export function StatusBarConnected({ bench, page, theme }: Props) {
  const { locale, text } = useLanguage();
  const [asked, setAsked] = useState<HTMLElement>();
  const { status, failure } = useEngineStatus(bench);
  const sync = useSettledStatus(bench.session.status);
  const caret = useStore(page.caret);
  const completion = useStore(bench.completion);
  const people = useStore(bench.session.people, (all) => new Set(all.map((person) => person.userId)).size);
  const assistant = useStore(bench.settings, (settings) => settings.assistant);
  const active = useStore(bench.tabs, (tabs) => tabs.active);
  const row = useStore(bench.session.files.tree, (tree) => (active === undefined ? undefined : tree.byId.get(active)));
  const allowed = useStore(bench.dial, (dial) => mayAssist(dial, "complete", row?.path ?? ""));
  const themeNames = {
    dark: text.settings.themeDark,
    light: text.settings.themeLight,
    contrast: text.settings.themeContrast,
  };
  const otherLocale = locale === "en" ? "zh-CN" : "en";
  const close = () => setAsked(undefined);
  return (
    <>
      <StatusBar
        engine={engineWord(status, failure, text)}
        sync={syncWord(sync, text)}
        completion={completionWord(completion, { on: assistant, allowed }, text)}
        people={people}
        caret={caret}
        language={row === undefined ? undefined : languageNames[languageOf(row.name)]}
        themeName={themeNames[theme]}
        otherLocale={otherLocale}
        onLocale={() => page.run("language")}
        onTheme={() => page.run(nextTheme[theme])}
        onCompletion={(button) => setAsked(button)}
      />
      {asked && (
        <Suspense>
          <CompletionPopover
            anchor={asked}
            completion={completion}
            on={assistant}
            allowed={allowed}
            onSwitch={(on) => page.run(on ? "assistantOn" : "assistantOff")}
            onSettings={() => {
              close();
              page.run("settings");
            }}
            onClose={close}
          />
        </Suspense>
      )}
    </>
  );
}
