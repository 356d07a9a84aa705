import { useText } from "../i18n/text.tsx";
import css from "./Breadcrumbs.module.css";

/** The path of the file that is shown. */
export function Breadcrumbs({ path }: { path: string }) {
  const text = useText();
  const names = path.split("/");
  return (
    <ol className={css["bread"]} aria-label={text.editor.path}>
      {names.map((name, index) => (
        <li key={names.slice(0, index + 1).join("/")}>{name}</li>
      ))}
    </ol>
  );
}
