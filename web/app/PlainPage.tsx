import { Compass } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../i18n/text.tsx";
import { Logo } from "../ui/Logo.tsx";
import { Message } from "../ui/Message.tsx";
import css from "./PlainPage.module.css";

/** A page that is one message and the way to the first page. */
export function PlainPage({ why, children }: { why: "notFound" | "gone"; children?: ReactNode }) {
  const text = useText();
  return (
    <PlainFrame>
      <Message icon={Compass} title={text[why].title} level={1} body={text[why].body}>
        {children}
        <HomeLink />
      </Message>
    </PlainFrame>
  );
}

/** The frame of pages that say one thing. */
export function PlainFrame({ children }: { children: ReactNode }) {
  const text = useText();
  return (
    <div className={css["page"]}>
      <title>{text.product}</title>
      <header className={css["header"]}>
        <Logo size={22} />
        {text.product}
      </header>
      <main className={css["main"]}>{children}</main>
    </div>
  );
}

export function HomeLink() {
  const text = useText();
  return (
    <a href="/" className={css["link"]}>
      {text.join.home}
    </a>
  );
}
