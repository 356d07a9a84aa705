import { Command } from "cmdk";
import { File } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useRef } from "react";
import { flushSync } from "react-dom";
import type { Messages } from "../../i18n/en.ts";
import { useText } from "../../i18n/text.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { CommandId } from "./command-id.ts";
import css from "./Palette.module.css";
import { isMac } from "./platform.ts";
import { keysText, shortcuts } from "./shortcuts.ts";

type PaletteCommand = CommandId & keyof Messages["palette"];

interface PaletteProps {
  files: readonly { id: string; name: string; path: string }[];
  commands: readonly PaletteCommand[];
  onFile(id: string): void;
  onCommand(id: CommandId): void;
  onClose(): void;
}

/** Type a few letters, press Enter: a file opens or a command runs. */
export function Palette({ files, commands, onFile, onCommand, onClose }: PaletteProps) {
  const text = useText();
  // The palette is gone before the command runs, and both within the key's event: a command which moves the
  // focus keeps it, and the next key already goes to where it moved.
  const chosen = useRef(false);
  const choose = (act: () => void) => {
    chosen.current = true;
    flushSync(onClose);
    act();
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={css["scrim"]} />
        <Radix.Content
          className={css["palette"]}
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => chosen.current && event.preventDefault()}
        >
          <Radix.Title className="visually-hidden">{text.palette.label}</Radix.Title>
          <Command label={text.palette.label} loop>
            <Command.Input
              className={css["input"]}
              placeholder={text.palette.placeholder}
              aria-label={text.palette.label}
            />
            <Command.List className={css["list"]}>
              <Command.Empty className={css["none"]}>{text.palette.none}</Command.Empty>
              <Command.Group heading={text.palette.files} className={css["group"]}>
                {files.map((file) => (
                  <Command.Item
                    key={file.id}
                    value={`${file.path} ${file.id}`}
                    keywords={[file.path]}
                    className={css["item"]}
                    onSelect={() => choose(() => onFile(file.id))}
                  >
                    <Icon of={File} size={14} />
                    {file.name}
                    {file.path !== file.name && <span className={css["path"]}>{file.path}</span>}
                  </Command.Item>
                ))}
              </Command.Group>
              <CommandGroup commands={commands} onChoose={(id) => choose(() => onCommand(id))} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function CommandGroup({ commands, onChoose }: { commands: readonly PaletteCommand[]; onChoose(id: CommandId): void }) {
  const text = useText();
  return (
    <Command.Group heading={text.palette.commands} className={css["group"]}>
      {commands.map((id) => (
        <Command.Item
          key={id}
          value={`command ${id}`}
          keywords={[text.palette[id]]}
          className={css["item"]}
          onSelect={() => onChoose(id)}
        >
          {text.palette[id]}
          {shortcuts[id] && <kbd className={css["keys"]}>{keysText(shortcuts[id], isMac)}</kbd>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
