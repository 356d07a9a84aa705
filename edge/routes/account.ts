/** Who am I, and the guest that a first write mints. */
import { Hono } from "hono";
import { edgeLimits } from "../limits.ts";
import { RateLimiter } from "../rooms/rate-limiter.ts";
import { problem, type Services } from "./context.ts";

const hourMs = 3_600_000;

export function accountRoutes(services: Services): Hono {
  const guests = new RateLimiter(services.clock, edgeLimits.maxGuestsPerAddressPerHour, hourMs);
  return new Hono()
    .get("/api/me", async (context) =>
      context.json({ user: (await services.auth.userOf(context.req.raw.headers)) ?? null }),
    )
    .post("/api/guest", async (context) => {
      const known = await services.auth.userOf(context.req.raw.headers);
      if (known) return context.json({ user: known });
      if (!guests.take(services.addressOf(context))) {
        return problem(context, "rate-limited", "Too many new guests come from this address; try again in an hour.");
      }
      const { user, cookies } = await services.auth.mintGuest();
      for (const cookie of cookies) context.header("Set-Cookie", cookie, { append: true });
      return context.json({ user });
    });
}
