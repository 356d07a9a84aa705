import { useText } from "../../i18n/text.tsx";
import { Button } from "../../ui/Button.tsx";
import css from "./Ide.module.css";

/** The one question that sync has to ask: the server knows less than this browser. */
export function WentBack({ onChoose }: { onChoose(choice: "push" | "fork"): void }) {
  const text = useText();
  return (
    <section className={css["banner"]} role="alert">
      <p>{text.recovery.wentBack}</p>
      <Button look="primary" onClick={() => onChoose("push")}>
        {text.recovery.push}
      </Button>
      <Button onClick={() => onChoose("fork")}>{text.recovery.fork}</Button>
    </section>
  );
}
