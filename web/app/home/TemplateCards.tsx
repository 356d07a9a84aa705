import { Atom, Flame, Globe, Server, SquareTerminal } from "lucide-react";
import { useText } from "../../i18n/text.tsx";
import { Icon } from "../../ui/Icon.tsx";
import css from "./TemplateCards.module.css";
import { type TemplateId, templateIds } from "./templates.ts";

const icons = { node: SquareTerminal, express: Server, react: Atom, static: Globe, hono: Flame };
/** Names of new projects; they are names of folders too, so they stay ASCII. */
const projectNames = {
  node: "node-script",
  express: "express-server",
  react: "react-app",
  static: "page",
  hono: "hono-api",
};

interface TemplateCardsProps {
  busy: TemplateId | undefined;
  onPick(template: TemplateId, name: string): void;
}

/** One press makes the project and opens it. */
export function TemplateCards({ busy, onPick }: TemplateCardsProps) {
  const text = useText();
  return (
    <ul className={css["cards"]}>
      {templateIds.map((id) => (
        <li key={id}>
          <button
            type="button"
            className={css["card"]}
            data-template={id}
            disabled={busy !== undefined}
            aria-busy={busy === id}
            onClick={() => onPick(id, projectNames[id])}
          >
            <Icon of={icons[id]} size={22} />
            <b>{text.templates[id].name}</b>
            <span>{text.templates[id].about}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
