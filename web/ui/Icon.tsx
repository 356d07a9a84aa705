import type { LucideIcon } from "lucide-react";

/** A line icon; its control carries the name, so it is silent. */
export function Icon({ of: Shape, size = 16 }: { of: LucideIcon; size?: number }) {
  return <Shape size={size} strokeWidth={1.6} aria-hidden="true" focusable="false" />;
}
