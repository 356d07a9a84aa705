import { useSyncExternalStore } from "react";

export type ScreenWidth = "phone" | "medium" | "wide";

const phone = matchMedia("(max-width: 640px)");
const wide = matchMedia("(min-width: 1101px)");

/** How many panels fit side by side. */
export function useScreenWidth(): ScreenWidth {
  return useSyncExternalStore(listen, () => (phone.matches ? "phone" : wide.matches ? "wide" : "medium"));
}

function listen(onChange: () => void): () => void {
  for (const query of [phone, wide]) query.addEventListener("change", onChange);
  return () => {
    for (const query of [phone, wide]) query.removeEventListener("change", onChange);
  };
}
