import { describe, expect, it } from "vitest";
import { FakeClock, memoryDb, seededRandom } from "../../test/support/edge-fakes.ts";
import { edgeLimits } from "../limits.ts";
import { Links } from "./links.ts";
import { Workspaces } from "./workspaces.ts";

function setUp() {
  const ports = { db: memoryDb(), clock: new FakeClock(), random: seededRandom(5) };
  return { ...ports, workspaces: new Workspaces(ports), links: new Links(ports) };
}

describe("workspaces and their links", () => {
  it("blobs fill a workspace up to 200 MB; the same bytes twice count once", async () => {
    const { workspaces } = setUp();
    const reserve = (hash: string, size: number): Promise<boolean> => workspaces.reserveBlob("w", hash, size);
    expect([await reserve("a", 150_000_000), await reserve("a", 150_000_000)]).toEqual([true, true]);
    expect([await reserve("b", 60_000_000), await reserve("c", 50_000_000)]).toEqual([false, true]);
    await workspaces.delete("w");
    expect(await reserve("b", 60_000_000)).toBe(true);
  });

  it("nobody has more workspaces, and no workspace more links, than the caps say", async () => {
    const { workspaces, links } = setUp();
    for (let count = 0; count < edgeLimits.maxWorkspacesPerUser; count++) await workspaces.create("ada", "x", "blank");
    expect(await workspaces.create("ada", "one more", "blank")).toBeUndefined();
    for (let count = 0; count < edgeLimits.maxLinksPerWorkspace; count++) await links.create("w", "view");
    expect(await links.create("w", "view")).toBeUndefined();
  });

  it("the database never holds a link's token", async () => {
    const { db, links } = setUp();
    const link = await links.create("w", "edit");
    const rows = JSON.stringify(await db.all("SELECT * FROM link"));
    expect([rows.includes(link?.id ?? "?"), rows.includes(link?.token ?? "")]).toEqual([true, false]);
  });

  it("a link ends only by its own workspace, whoever knows its id", async () => {
    const { links } = setUp();
    const link = await links.create("w", "edit");
    expect(await links.revoke("another", link?.id ?? "")).toBeUndefined();
    expect(await links.redeem(link?.token ?? "", "bob")).toEqual({ workspace: "w" });
  });

  it("a link that ended gives nothing; one that lives gives its role until it ends", async () => {
    const { workspaces, links } = setUp();
    const made = await workspaces.create("ada", "x", "blank");
    const workspace = made?.id ?? "";
    const link = await links.create(workspace, "edit");
    await links.redeem(link?.token ?? "", "bob");
    expect(await workspaces.accessOf(workspace, "bob")).toBe("link-edit");
    expect(await links.revoke(workspace, link?.id ?? "")).toEqual(["bob"]);
    expect([await workspaces.accessOf(workspace, "bob"), await links.redeem(link?.token ?? "", "eve")]).toEqual([
      "anonymous",
      undefined,
    ]);
    expect(await links.revoke(workspace, link?.id ?? "")).toBeUndefined();
  });
});
