import { X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import { useText } from "../i18n/text.tsx";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import css from "./Tabs.module.css";

export interface TabView {
  id: string;
  name: string;
  path: string;
  /** Edits in it are not yet on the server. */
  unsaved: boolean;
}

interface TabsProps {
  tabs: readonly TabView[];
  active: string | undefined;
  onSelect(id: string): void;
  onClose(id: string): void;
  onMove(id: string, to: number): void;
}

/** The open files. Arrows move between them, Delete or the middle button closes, dragging reorders. */
export function Tabs({ tabs, active, onSelect, onClose, onMove }: TabsProps) {
  const text = useText();
  const list = useRef<HTMLDivElement>(null);
  const dragged = useRef<string>(undefined);
  useEffect(() => {
    if (active)
      list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active]);
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const tab = tabs[index];
    if (event.key === "Delete" && tab) onClose(tab.id);
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div className={css["tabs"]} ref={list}>
      <div role="tablist" aria-label={text.editor.tabs} className={css["list"]}>
        {tabs.map((tab, index) => (
          <Tab
            key={tab.id}
            tab={tab}
            on={tab.id === active}
            dragged={dragged}
            onSelect={onSelect}
            onClose={onClose}
            onDropHere={(id) => onMove(id, index)}
            onKeyDown={(event) => onKeyDown(event, index)}
          />
        ))}
      </div>
    </div>
  );
}

interface TabProps extends Pick<TabsProps, "onSelect" | "onClose"> {
  tab: TabView;
  on: boolean;
  /** Id of the tab on its way to another place. */
  dragged: RefObject<string | undefined>;
  onDropHere(id: string): void;
  onKeyDown(event: KeyboardEvent): void;
}

function Tab({ tab, on, dragged, onSelect, onClose, onDropHere, onKeyDown }: TabProps) {
  const text = useText();
  return (
    <div role="presentation" className={classes(css["tab"], on && css["on"])}>
      <button
        type="button"
        role="tab"
        data-tab={tab.id}
        aria-selected={on}
        aria-controls="editor-panel"
        tabIndex={on ? 0 : -1}
        title={tab.path}
        className={css["name"]}
        draggable
        onDragOver={(event) => dragged.current && event.preventDefault()}
        onDrop={() => dragged.current && onDropHere(dragged.current)}
        onAuxClick={(event) => event.button === 1 && onClose(tab.id)}
        onDragStart={() => {
          dragged.current = tab.id;
        }}
        onDragEnd={() => {
          dragged.current = undefined;
        }}
        onClick={() => onSelect(tab.id)}
        onKeyDown={onKeyDown}
      >
        {tab.name}
        {tab.unsaved && <span className={css["dot"]} role="img" aria-label={text.editor.unsaved} />}
      </button>
      <IconButton
        label={text.editor.closeTab(tab.name)}
        icon={X}
        tabIndex={-1}
        aria-hidden="true"
        className={css["close"]}
        onClick={() => onClose(tab.id)}
      />
    </div>
  );
}
