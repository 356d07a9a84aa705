/** How long ago something was, in words short enough for a list. */
import type { Messages } from "./en.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `at` seen from `now` (both in milliseconds): minutes, hours, yesterday, a weekday, then a date. */
export function timeAgo(at: number, now: number, locale: string, text: Messages): string {
  const ago = now - at;
  if (ago < minuteMs) return text.time.now;
  if (ago < hourMs) return text.time.minutes(Math.floor(ago / minuteMs));
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs);
  if (days === 0) return text.time.hours(Math.floor(ago / hourMs));
  if (days === 1) return text.time.yesterday;
  const format: Intl.DateTimeFormatOptions =
    days < 7 ? { weekday: "long" } : { year: "numeric", month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(locale, format).format(at);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
