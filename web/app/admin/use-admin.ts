import { useCallback, useEffect, useMemo, useState } from "react";
import { type AdminAnswer, type AdminApi, type AdminFailure, type AdminView, createAdminApi } from "./admin-api.ts";

/** The token lives as long as the tab, and a reload does not ask for it again. */
const tokenKey = "glasshouse.admin";
const lookAgainMs = 5_000;

export interface Admin {
  /** Undefined until the server has accepted a token. */
  view: AdminView | undefined;
  /** Why the last look failed. */
  failure: AdminFailure | undefined;
  /** A look at a new token is under way. */
  opening: boolean;
  signIn(token: string): void;
  signOut(): void;
  /** Does something and looks again. */
  act(change: (api: AdminApi) => Promise<AdminAnswer<unknown>>): Promise<AdminFailure | undefined>;
}

/** The owner's view of the models, looked at again every few seconds while the tab is shown. */
export function useAdmin(): Admin {
  const [token, setToken] = useState(() => sessionStorage.getItem(tokenKey) ?? "");
  const [view, setView] = useState<AdminView>();
  const [failure, setFailure] = useState<AdminFailure>();
  const [opening, setOpening] = useState(token !== "");
  const api = useMemo(() => createAdminApi((path, init) => fetch(path, init), token), [token]);
  const forget = useCallback(() => {
    sessionStorage.removeItem(tokenKey);
    setToken("");
    setView(undefined);
    setOpening(false);
  }, []);
  const look = useCallback(async () => {
    const answer = await api.status();
    setOpening(false);
    setFailure(answer.ok ? undefined : answer.why);
    if (answer.ok) {
      sessionStorage.setItem(tokenKey, token);
      setView(answer.value);
    } else if (answer.why === "refused") forget();
  }, [api, token, forget]);
  useEffect(() => {
    if (token === "") return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout>;
    const lookAndWait = async () => {
      if (!document.hidden) await look();
      if (wanted) timer = setTimeout(lookAndWait, lookAgainMs);
    };
    void lookAndWait();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [token, look]);
  return {
    view,
    failure,
    opening,
    signIn(typed) {
      setFailure(undefined);
      setOpening(true);
      setToken(typed);
    },
    signOut() {
      setFailure(undefined);
      forget();
    },
    async act(change) {
      const answer = await change(api);
      await look();
      return answer.ok ? undefined : answer.why;
    },
  };
}
