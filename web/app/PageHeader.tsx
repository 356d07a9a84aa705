import type { ReactNode } from "react";
import { useText } from "../i18n/text.tsx";
import { Logo } from "../ui/Logo.tsx";
import skip from "../ui/Skip.module.css";
import { PageSwitches, type PageSwitchesProps } from "./home/PageSwitches.tsx";
import css from "./PageHeader.module.css";

interface PageHeaderProps {
  /** Of the tab. */
  title: string;
  switches: PageSwitchesProps;
  /** Whether the product's name leads to the first page. */
  leadsHome?: boolean;
  children?: ReactNode;
}

/** What the pages around projects begin with: the way past it to `#content`, the product's name, language and theme. */
export function PageHeader({ title, switches, leadsHome = false, children }: PageHeaderProps) {
  const text = useText();
  const name = (
    <>
      <Logo size={22} />
      {text.product}
    </>
  );
  return (
    <>
      <title>{title}</title>
      <a className={skip["skip"]} href="#content">
        {text.skipToContent}
      </a>
      <header className={css["header"]}>
        {leadsHome ? (
          <a className={css["logo"]} href="/">
            {name}
          </a>
        ) : (
          <span className={css["logo"]}>{name}</span>
        )}
        {children}
        <PageSwitches {...switches} />
      </header>
    </>
  );
}
