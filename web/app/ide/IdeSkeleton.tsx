import { useText } from "../../i18n/text.tsx";
import { Logo } from "../../ui/Logo.tsx";
import css from "./Ide.module.css";

/** The page's frame while this browser's copy of the project is read. */
export function IdeSkeleton() {
  const text = useText();
  return (
    <div className={css["ide"]}>
      <header className={css["skeletonBar"]}>
        <Logo size={20} />
      </header>
      <main className={css["skeletonBody"]} />
      <footer className={css["skeletonStatus"]} role="status">
        {text.status.connecting}
      </footer>
    </div>
  );
}
