import { describe, expect, it } from "vitest";
import { isLocal, isLoopback, isMulticast, parseIp, unmapped } from "./ip-address.ts";

const text = (address: string) => parseIp(address)?.text ?? null;

describe("an IP address", () => {
  it("has one spelling, as inet_ntop writes it", () => {
    const spellings = [
      "127.0.0.1",
      "0:0:0:0:0:0:0:1",
      "::",
      "2001:DB8::0:1",
      "1:0:0:2:0:0:0:3",
      "::ffff:7f00:1",
      "fe80::1%lo",
    ];
    expect(spellings.map(text)).toEqual([
      "127.0.0.1",
      "::1",
      "::",
      "2001:db8::1",
      "1:0:0:2::3",
      "::ffff:127.0.0.1",
      "fe80::1",
    ]);
  });

  it("is nothing else", () => {
    const others = [
      "",
      "localhost",
      "1.2.3",
      "1.2.3.4.5",
      "01.2.3.4",
      "256.1.1.1",
      ":::",
      "1::2::3",
      "1:2:3:4:5:6:7",
      "g::",
      "1:2:3:4:5:6:7:8::",
    ];
    expect(others.map(text)).toEqual(others.map(() => null));
  });

  it("knows this machine, groups, and IPv4 inside IPv6", () => {
    const ips = ["127.1.2.3", "::1", "::ffff:127.0.0.1", "0.0.0.0", "8.8.8.8", "239.1.1.1", "ff02::1"].map((address) =>
      parseIp(address),
    );
    expect(ips.map((ip) => ip && [isLocal(ip), isLoopback(unmapped(ip)), isMulticast(ip)])).toEqual([
      [true, true, false],
      [true, true, false],
      [true, true, false],
      [true, false, false],
      [false, false, false],
      [false, false, true],
      [false, false, true],
    ]);
  });
});
