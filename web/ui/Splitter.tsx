import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { classes } from "./classes.ts";
import css from "./Splitter.module.css";

interface SplitterProps {
  label: string;
  /** How the line runs. */
  line: "vertical" | "horizontal";
  /** Which way the sized panel grows: `forward` is to the right or down. */
  grows: "forward" | "backward";
  /** Size of the panel in CSS pixels. */
  size: number;
  min: number;
  max: number;
  /** Size after a double press. */
  usual: number;
  onSize(size: number): void;
}

const keyStepPx = 16;

/** A border to drag, or to move by arrow keys. */
export function Splitter({ label, line, grows, size, min, max, usual, onSize }: SplitterProps) {
  const from = useRef<{ at: number; size: number }>(undefined);
  const sign = grows === "forward" ? 1 : -1;
  const set = (next: number) => onSize(Math.round(Math.min(Math.max(next, min), max)));
  const placeOf = (event: PointerEvent) => (line === "vertical" ? event.clientX : event.clientY);
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] = line === "vertical" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const next = {
      [less ?? ""]: size - sign * keyStepPx,
      [more ?? ""]: size + sign * keyStepPx,
      Home: min,
      End: max,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  return (
    <hr
      tabIndex={0}
      aria-label={label}
      aria-orientation={line}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      className={classes(css["splitter"], css[line])}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: placeOf(event), size };
      }}
      onPointerMove={(event) => {
        if (from.current) set(from.current.size + sign * (placeOf(event) - from.current.at));
      }}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onLostPointerCapture={() => {
        from.current = undefined;
      }}
      onDoubleClick={() => set(usual)}
      onKeyDown={onKeyDown}
    />
  );
}
