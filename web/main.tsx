import { createRoot } from "react-dom/client";
import { App } from "./app/App.tsx";
import { routeOf } from "./app/route.ts";
import { browserServices } from "./app/services.ts";
import { loadLanguage } from "./i18n/text.tsx";
import { createSettings } from "./state/settings.ts";
import { cspNonce } from "./ui/nonce.ts";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./ui/base.css";

// Radix asks for the nonce under this name before it adds a style element.
Object.assign(globalThis, { __webpack_nonce__: cspNonce() });

const settings = createSettings(localStorage, navigator.language);
const route = routeOf(location.pathname, location.hash);
const services = browserServices();
if (route.page === "workspace") {
  // Side by side instead of one after another: the page is what asks for them, later.
  void import("./app/ide/IdePage.tsx");
  services.prepareWorkspace();
}
const language = await loadLanguage(settings.getState().locale);
const root = document.getElementById("root");
if (root) createRoot(root).render(<App route={route} settings={settings} services={services} language={language} />);
