import { lazy, Suspense, useEffect, useState } from "react";
import { useStore } from "zustand";
import { type Language, LanguageProvider, loadLanguage } from "../i18n/text.tsx";
import type { Locale, SettingsStore, Theme } from "../state/settings.ts";
import { CrashGuard } from "./CrashGuard.tsx";
import { JoinPage } from "./join/JoinPage.tsx";
import { PlainPage } from "./PlainPage.tsx";
import type { Route } from "./route.ts";
import type { Services } from "./services.ts";
import { usePaintedTheme } from "./use-painted-theme.ts";

const HomePage = lazy(() => import("./home/HomePage.tsx").then(({ HomePage }) => ({ default: HomePage })));
const AdminPage = lazy(() => import("./admin/AdminPage.tsx").then(({ AdminPage }) => ({ default: AdminPage })));
const IdePage = lazy(() => import("./ide/IdePage.tsx").then(({ IdePage }) => ({ default: IdePage })));

interface AppProps {
  route: Route;
  settings: SettingsStore;
  services: Services;
  /** The language loaded before the first render. */
  language: Language;
}

/** One page for one address, in the person's language and colours. */
export function App({ route, settings, services, language: first }: AppProps) {
  const chosen = useStore(settings);
  const [language, setLanguage] = useState(first);
  const theme = usePaintedTheme(chosen.theme);
  useEffect(() => {
    let wanted = true;
    void loadLanguage(chosen.locale).then((loaded) => {
      if (!wanted) return;
      document.documentElement.lang = loaded.locale;
      setLanguage(loaded);
    });
    return () => {
      wanted = false;
    };
  }, [chosen.locale]);
  useEffect(() => {
    document.documentElement.style.setProperty("--code-size", `${chosen.fontSize}px`);
  }, [chosen.fontSize]);
  return (
    <LanguageProvider language={language}>
      <CrashGuard>
        <Suspense>
          <Page route={route} settings={settings} services={services} theme={theme} />
        </Suspense>
      </CrashGuard>
    </LanguageProvider>
  );
}

/** A change of page is a full navigation. */
const go = (address: string) => location.assign(address);

function Page(props: Omit<AppProps, "language"> & { theme: "dark" | "light" | "contrast" }) {
  const { route, settings, services, theme } = props;
  const locale = useStore(settings, (state) => state.locale);
  const switches = {
    theme,
    locale,
    onTheme: (next: Theme) => settings.set({ theme: next }),
    onLocale: (next: Locale) => settings.set({ locale: next }),
  };
  switch (route.page) {
    case "home":
      return <HomePage server={services.server} go={go} {...switches} />;
    case "workspace":
      return <IdePage workspaceId={route.id} services={services} settings={settings} theme={theme} />;
    case "admin":
      return <AdminPage {...switches} />;
    case "join":
      return <JoinPage token={route.token} server={services.server} go={go} />;
    case "not-found":
      return <PlainPage why="notFound" />;
  }
}
