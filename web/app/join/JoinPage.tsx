import { Link2Off, LoaderCircle, WifiOff } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useText } from "../../i18n/text.tsx";
import { Button } from "../../ui/Button.tsx";
import { Message } from "../../ui/Message.tsx";
import { HomeLink, PlainFrame } from "../PlainPage.tsx";
import { workspaceAddress } from "../route.ts";
import type { Server, ServerFailure } from "../server.ts";

interface JoinPageProps {
  /** What stood behind the `#`; "" when nothing did. */
  token: string;
  server: Server;
  go(address: string): void;
}

/** Redeems a share link and goes on to its project. */
export function JoinPage({ token, server, go }: JoinPageProps) {
  const text = useText();
  const [failure, setFailure] = useState<ServerFailure | undefined>(token === "" ? "not-found" : undefined);
  const redeem = useCallback(() => {
    if (token === "") return;
    setFailure(undefined);
    void server.redeem(token).then((answer) => {
      if (answer.ok) go(workspaceAddress(answer.value));
      else setFailure(answer.why);
    });
  }, [token, server, go]);
  useEffect(redeem, [redeem]);
  return (
    <PlainFrame>
      {failure === undefined && <Message icon={LoaderCircle} title={text.join.joining} level={1} role="status" />}
      {failure === "not-found" && (
        <Message icon={Link2Off} title={text.join.badTitle} level={1} body={text.join.badBody} role="alert">
          <HomeLink />
        </Message>
      )}
      {failure === "unreachable" && (
        <Message icon={WifiOff} title={text.join.failedTitle} level={1} body={text.join.failedBody} role="alert">
          <Button look="primary" onClick={redeem}>
            {text.tryAgain}
          </Button>
        </Message>
      )}
    </PlainFrame>
  );
}
