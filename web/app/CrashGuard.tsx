import { Component, type ReactNode } from "react";
import { useText } from "../i18n/text.tsx";
import { Button } from "../ui/Button.tsx";
import { Message } from "../ui/Message.tsx";

/** A bug in a component ends in words and a way on, never in an empty page. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const text = useText();
  return (
    <main>
      <Message title={text.crash.title} level={1} body={text.crash.body} role="alert">
        <Button look="primary" onClick={() => location.reload()}>
          {text.crash.reload}
        </Button>
      </Message>
    </main>
  );
}
