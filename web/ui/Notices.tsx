import { Check, CircleAlert, X } from "lucide-react";
import { useEffect } from "react";
import { Button, IconButton } from "./Button.tsx";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";
import css from "./Notices.module.css";

export interface NoticeView {
  id: number;
  tone: "plain" | "ok" | "error";
  text: string;
  action?: { label: string; run(): void };
  /** Its presence makes the message stay. */
  onDismiss?(): void;
}

interface NoticesProps {
  label: string;
  dismissLabel: string;
  notices: readonly NoticeView[];
  stayMs: number;
  onDismiss(id: number): void;
}

/** Short messages in a corner; spoken politely, gone after a while, an error stays until it is dismissed, and so does what wants to hear of that. */
export function Notices({ label, dismissLabel, notices, stayMs, onDismiss }: NoticesProps) {
  return (
    <section className={css["stack"]} aria-label={label} aria-live="polite">
      {notices.map((notice) => (
        <OneNotice key={notice.id} notice={notice} dismissLabel={dismissLabel} stayMs={stayMs} onDismiss={onDismiss} />
      ))}
    </section>
  );
}

function OneNotice(props: { notice: NoticeView; dismissLabel: string; stayMs: number; onDismiss(id: number): void }) {
  const { notice, stayMs, onDismiss } = props;
  useEffect(() => {
    if (notice.tone === "error" || notice.onDismiss) return;
    const timer = setTimeout(() => onDismiss(notice.id), stayMs);
    return () => clearTimeout(timer);
  }, [notice, stayMs, onDismiss]);
  const { action } = notice;
  return (
    <div className={classes(css["notice"], css[notice.tone])}>
      {notice.tone === "ok" && <Icon of={Check} />}
      {notice.tone === "error" && <Icon of={CircleAlert} />}
      <p>{notice.text}</p>
      {action && (
        <Button
          onClick={() => {
            action.run();
            onDismiss(notice.id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label={props.dismissLabel} icon={X} onClick={() => onDismiss(notice.id)} />
    </div>
  );
}
