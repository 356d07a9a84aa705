import { type ReactNode, useState } from "react";
import { useText } from "../i18n/text.tsx";
import { classes } from "../ui/classes.ts";
import css from "./Explorer.module.css";

interface DropZoneProps {
  disabled: boolean;
  onDropFiles(data: DataTransfer): void;
  children: ReactNode;
}

/** The files panel as a place to drop files from the computer; a folder's row takes a drop on it first. */
export function DropZone({ disabled, onDropFiles, children }: DropZoneProps) {
  const text = useText();
  const [over, setOver] = useState(false);
  return (
    <section
      className={classes(css["explorer"], over && css["over"])}
      aria-label={text.files.label}
      onDragOver={(event) => {
        if (disabled || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (disabled || event.defaultPrevented || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        onDropFiles(event.dataTransfer);
      }}
    >
      {children}
    </section>
  );
}
