import { type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { classes } from "./classes.ts";
import css from "./Menu.module.css";
import { type Place, placeUnder } from "./place.ts";

export interface MenuItem {
  id: string;
  label: string;
  /** Key that does the same without the menu. */
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  run(): void;
}

export type MenuPlace = Place;

/** A menu in the browser's top layer: arrows move, Escape or a click elsewhere closes, focus returns. */
export function Menu(props: { label: string; items: readonly MenuItem[]; place: MenuPlace; onClose(): void }) {
  const root = useRef<HTMLDivElement>(null);
  const { place } = props;
  useLayoutEffect(() => {
    const menu = root.current;
    if (!menu) return;
    const before = document.activeElement;
    menu.showPopover();
    placeUnder(menu, place);
    buttonsOf(menu)[0]?.focus();
    return () => {
      if (
        before instanceof HTMLElement &&
        (document.activeElement === document.body || menu.contains(document.activeElement))
      )
        before.focus();
    };
  }, [place]);
  return (
    <div
      ref={root}
      popover="auto"
      role="menu"
      aria-label={props.label}
      className={css["menu"]}
      onKeyDown={moveFocus}
      onToggle={(event) => {
        if (event.newState === "closed") props.onClose();
      }}
    >
      {props.items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          disabled={item.disabled}
          className={classes(css["item"], item.danger && css["danger"])}
          onClick={() => {
            root.current?.hidePopover();
            item.run();
          }}
        >
          {item.label}
          {item.keys && <span className={css["key"]}>{item.keys}</span>}
        </button>
      ))}
    </div>
  );
}

function buttonsOf(menu: HTMLElement): HTMLButtonElement[] {
  return [...menu.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
}

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const buttons = buttonsOf(event.currentTarget);
  const at = buttons.findIndex((button) => button.matches(":focus"));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  buttons.at(to % buttons.length)?.focus();
}
