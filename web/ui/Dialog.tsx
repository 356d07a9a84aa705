import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./Button.tsx";
import css from "./Dialog.module.css";

interface DialogProps {
  title: string;
  body?: string | undefined;
  closeLabel: string;
  children: ReactNode;
  onClose(): void;
}

/** A decision in the middle of the page; import it lazily, it brings the focus trap with it. */
export function Dialog({ title, body, closeLabel, children, onClose }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={css["scrim"]} />
        <Radix.Content className={css["dialog"]} {...(body === undefined && { "aria-describedby": undefined })}>
          <div className={css["head"]}>
            <Radix.Title className={css["title"]}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={closeLabel} icon={X} />
            </Radix.Close>
          </div>
          {body !== undefined && <Radix.Description className={css["body"]}>{body}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
