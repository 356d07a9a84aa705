import { ExternalLink, Globe, RotateCw, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useText } from "../i18n/text.tsx";
import type { PreviewPort } from "../runtime/engine.ts";
import { IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Message } from "../ui/Message.tsx";
import { previewAddress, previewPath } from "./address.ts";
import css from "./PreviewPane.module.css";

interface PreviewPaneProps {
  ports: readonly PreviewPort[];
  /** A program is starting and may open a port soon. */
  waiting: boolean;
  /** Counts reloads asked for from elsewhere. */
  reloads: number;
  onReload(): void;
  onHide(): void;
}

/** The page that the program serves: its own origin, apart from the IDE. */
export function PreviewPane({ ports, waiting, reloads, onReload, onHide }: PreviewPaneProps) {
  const text = useText();
  const [chosen, setChosen] = useState<number>();
  const [path, setPath] = useState("/");
  // Enter on an unchanged address loads it again, as every browser does.
  const [visits, setVisits] = useState(0);
  const port = ports.find((candidate) => candidate.port === chosen) ?? ports[0];
  const go = (next: string) => {
    setPath(next);
    setVisits((count) => count + 1);
  };
  const address = port && previewAddress(port.url, path);
  return (
    <section className={css["pane"]} aria-label={text.preview.label}>
      <div className={css["bar"]}>
        <PortPicker ports={ports} port={port} onChoose={setChosen} />
        {port && <AddressField key={path} path={path} onGo={go} />}
        <span className={css["grow"]} />
        {address && (
          <>
            <IconButton label={text.preview.reload} icon={RotateCw} onClick={onReload} />
            <IconButton
              label={text.preview.openTab}
              icon={ExternalLink}
              onClick={() => window.open(address, "_blank", "noopener")}
            />
          </>
        )}
        <IconButton label={text.preview.hide} icon={X} onClick={onHide} />
      </div>
      {port && address ? (
        <iframe
          key={`${address} ${visits} ${reloads}`}
          className={css["frame"]}
          src={address}
          title={text.preview.frame(port.port)}
          allow="cross-origin-isolated; fullscreen; clipboard-write"
          data-port={port.port}
        />
      ) : (
        <EmptyPreview waiting={waiting} />
      )}
    </section>
  );
}

function PortPicker(props: {
  ports: readonly PreviewPort[];
  port: PreviewPort | undefined;
  onChoose(port: number): void;
}): ReactNode {
  const text = useText();
  const { ports, port, onChoose } = props;
  if (!port) return <h2 className={css["title"]}>{text.preview.label}</h2>;
  return (
    <select
      className={css["ports"]}
      aria-label={text.preview.port}
      value={port.port}
      onChange={(event) => onChoose(Number(event.target.value))}
    >
      {ports.map((candidate) => (
        <option key={candidate.port} value={candidate.port}>
          {`:${candidate.port}`}
        </option>
      ))}
    </select>
  );
}

function AddressField({ path, onGo }: { path: string; onGo(path: string): void }) {
  const text = useText();
  const [typed, setTyped] = useState(path);
  return (
    <form
      className={css["address"]}
      onSubmit={(event) => {
        event.preventDefault();
        onGo(previewPath(typed));
      }}
    >
      <i className={css["led"]} />
      <input
        aria-label={text.preview.address}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
    </form>
  );
}

const exampleCode = `import { createServer } from "node:http";
createServer((_, page) => page.end("Hello"))
  .listen(3000);`;

function EmptyPreview({ waiting }: { waiting: boolean }) {
  const text = useText();
  if (waiting) return <Message icon={Globe} title={text.preview.waiting} role="status" />;
  return (
    <div className={css["empty"]}>
      <Icon of={Globe} size={24} />
      <h3>{text.preview.emptyTitle}</h3>
      <p>{text.preview.emptyBody}</p>
      <p className={css["small"]}>{text.preview.emptyCode}</p>
      <pre>{exampleCode}</pre>
    </div>
  );
}
