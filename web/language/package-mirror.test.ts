import { expect, it } from "vitest";
import { VirtualClock } from "../../test/support/chaos-clock.ts";
import { createPackageMirror } from "./package-mirror.ts";

/** A mirror over an engine in which packages can be installed. */
function mirrored() {
  const clock = new VirtualClock();
  const installed = new Map<string, string>();
  const told: string[] = [];
  let broken = false;
  const engine = {
    readFile: async (path: string) => new TextEncoder().encode(installed.get(path.split("/")[1] ?? "") ?? ""),
    async listFolder(folder: string) {
      if (broken) throw new Error("the engine was ended");
      if (folder === "node_modules") return [...installed.keys()].map((name) => ({ name, isFolder: true }));
      return installed.has(folder.split("/")[1] ?? "") ? [{ name: "index.d.ts", isFolder: false }] : [];
    },
  };
  const mirror = createPackageMirror({
    engine: async () => engine,
    client: {
      setPackage: (name, files) => told.push(`${name} ${files.length}`),
      forgetPackages: () => told.push("forget"),
    },
    clock,
    onChange: () => told.push("changed"),
    onCut: () => told.push("cut"),
  });
  const breakDown = () => {
    broken = true;
  };
  return { mirror, clock, installed, told, breakDown };
}

it("brings the packages that are wanted, and says when all have come", async () => {
  const { mirror, clock, installed, told } = mirrored();
  installed.set("shoes", "export {}");
  mirror.want(["shoes", "gone"]);
  await clock.advance(0);
  expect(told).toEqual(["shoes 1", "gone 0", "changed"]);
});

it("an install is seen when it has come to rest", async () => {
  const { clock, installed, told } = mirrored();
  await clock.advance(5_000);
  expect(told).toEqual([]);
  installed.set("shoes", "export {}");
  await clock.advance(2_000);
  installed.set("boots", "export {}");
  await clock.advance(2_000);
  expect(told).toEqual([]);
  await clock.advance(2_000);
  expect(told).toEqual(["forget", "changed"]);
  await clock.advance(20_000);
  expect(told).toEqual(["forget", "changed"]);
});

it("an engine that went away leaves packages without types, and nothing is tried again", async () => {
  const { mirror, clock, told, breakDown } = mirrored();
  breakDown();
  mirror.want(["shoes"]);
  await clock.advance(60_000);
  expect(told).toEqual(["shoes 0"]);
});

it("stopped, nothing is told", async () => {
  const { mirror, clock, installed, told } = mirrored();
  installed.set("shoes", "export {}");
  mirror.want(["shoes"]);
  mirror.stop();
  await clock.advance(60_000);
  expect(told).toEqual([]);
});
