/** Keeps the end of a growing log in sight, as long as the reader has not scrolled away from it. */
import { useLayoutEffect, useRef, useState } from "react";
import { panelLimits } from "./limits.ts";

/** `grown` changes whenever the log has. */
export function useFollowing(grown: string) {
  const log = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [atEnd, setAtEnd] = useState(true);
  const toEnd = () => {
    following.current = true;
    setAtEnd(true);
    log.current?.scrollTo({ top: log.current.scrollHeight });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown has grown, which the effect itself does not read.
  useLayoutEffect(() => {
    if (following.current) log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [grown]);
  const onScroll = () => {
    if (!log.current) return;
    const { scrollTop, clientHeight, scrollHeight } = log.current;
    following.current = scrollHeight - scrollTop - clientHeight <= panelLimits.followWithinPx;
    setAtEnd(following.current);
  };
  return { log, atEnd, toEnd, onScroll };
}
