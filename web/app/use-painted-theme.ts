import { useLayoutEffect, useSyncExternalStore } from "react";
import { paintedTheme, type Theme } from "../state/settings.ts";

const light = matchMedia("(prefers-color-scheme: light)");
const contrast = matchMedia("(prefers-contrast: more)");

/** Paints the chosen theme, or the system's as it changes, and tells which one it is. */
export function usePaintedTheme(chosen: Theme): Exclude<Theme, "system"> {
  const painted = useSyncExternalStore(listen, () =>
    paintedTheme(chosen, { light: light.matches, contrast: contrast.matches }),
  );
  // Before the effects of its children, which read the tokens of the new theme.
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = painted;
  }, [painted]);
  return painted;
}

function listen(onChange: () => void): () => void {
  for (const query of [light, contrast]) query.addEventListener("change", onChange);
  return () => {
    for (const query of [light, contrast]) query.removeEventListener("change", onChange);
  };
}
