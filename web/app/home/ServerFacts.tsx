import { Check } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "../../i18n/text.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { Server } from "../server.ts";
import css from "./ServerFacts.module.css";

/** What is true of this server, in a few lines. */
export function ServerFacts({ server }: { server: Server }) {
  const text = useText();
  const [models, setModels] = useState<readonly string[]>([]);
  useEffect(() => {
    void server.models().then((answer) => answer.ok && setModels(answer.value));
  }, [server]);
  const facts = [text.home.factApart, text.home.factCompletion, text.home.factKept];
  if (models.length > 0) facts.push(text.home.factModels(models.join(", ")));
  return (
    <section className={css["box"]} aria-labelledby="server-facts">
      <h2 id="server-facts">{text.home.onThisServer}</h2>
      <ul className={css["facts"]}>
        {facts.map((fact) => (
          <li key={fact}>
            <Icon of={Check} size={14} />
            {fact}
          </li>
        ))}
      </ul>
    </section>
  );
}
