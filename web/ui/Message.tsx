import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import css from "./Message.module.css";

interface MessageProps {
  icon?: LucideIcon;
  title: string;
  /** 1 when it is the page's only heading. */
  level?: 1 | 2;
  body?: string;
  role?: "alert" | "status";
  children?: ReactNode;
}

/** An empty or failed place that says what it is and what to do next. */
export function Message({ icon, title, level = 2, body, role, children }: MessageProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={css["message"]} role={role}>
      {icon && <Icon of={icon} size={24} />}
      <Heading className={css["title"]}>{title}</Heading>
      {body && <p>{body}</p>}
      {children && <div className={css["actions"]}>{children}</div>}
    </div>
  );
}
