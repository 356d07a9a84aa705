import { useText } from "../../i18n/text.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import css from "./RemoveDialog.module.css";

/** The one question before a project is gone. */
export function RemoveDialog(props: { name: string; onRemove(): void; onClose(): void }) {
  const text = useText();
  return (
    <Dialog
      title={text.home.removeTitle(props.name)}
      body={text.home.removeBody}
      closeLabel={text.close}
      onClose={props.onClose}
    >
      <div className={css["actions"]}>
        <Button onClick={props.onClose}>{text.cancel}</Button>
        <Button look="danger" onClick={props.onRemove}>
          {text.home.removeConfirm}
        </Button>
      </div>
    </Dialog>
  );
}
