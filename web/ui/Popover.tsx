import { type ReactNode, useLayoutEffect, useRef } from "react";
import css from "./Popover.module.css";
import { placeUnder } from "./place.ts";

interface PopoverProps {
  label: string;
  /** The control that opened it: it opens beside it, and the focus returns there. */
  anchor: HTMLElement;
  children: ReactNode;
  onClose(): void;
}

/** A small panel in the browser's top layer, for facts and a few controls; Escape or a click elsewhere closes. */
export function Popover({ label, anchor, children, onClose }: PopoverProps) {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const panel = root.current;
    if (!panel) return;
    panel.showPopover();
    placeUnder(panel, { element: anchor });
    panel.focus();
    return () => {
      if (document.activeElement === document.body || panel.contains(document.activeElement)) anchor.focus();
    };
  }, [anchor]);
  return (
    <div
      ref={root}
      popover="auto"
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      className={css["panel"]}
      onToggle={(event) => {
        if (event.newState === "closed") onClose();
      }}
    >
      {children}
    </div>
  );
}
