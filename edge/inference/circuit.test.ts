import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/edge-fakes.ts";
import { Circuit } from "./circuit.ts";
import { inferenceLimits } from "./limits.ts";

const { circuitFailures, circuitOpenMs } = inferenceLimits;

function broken() {
  const clock = new FakeClock();
  const circuit = new Circuit(clock);
  for (let count = 0; count < circuitFailures; count++) {
    expect(circuit.waitMs()).toBe(0);
    circuit.failed();
  }
  return { clock, circuit };
}

describe("an endpoint that fails in a row", () => {
  it("is left alone from the last failure of the row on, until its time is over", () => {
    const { clock, circuit } = broken();
    expect(circuit.waitMs()).toBe(circuitOpenMs);
    clock.advance(circuitOpenMs - 1);
    expect(circuit.waitMs()).toBe(1);
    clock.advance(1);
    expect(circuit.waitMs()).toBe(0);
  });

  it("is left alone again after one more failure, and trusted again after one success", () => {
    const { clock, circuit } = broken();
    clock.advance(circuitOpenMs);
    circuit.failed();
    expect(circuit.waitMs()).toBe(circuitOpenMs);
    clock.advance(circuitOpenMs);
    circuit.succeeded();
    for (let count = 1; count < circuitFailures; count++) circuit.failed();
    expect(circuit.waitMs()).toBe(0);
  });

  it("is left alone for as long as it asks for, up to a limit", () => {
    const clock = new FakeClock();
    const circuit = new Circuit(clock);
    circuit.failed(7_000);
    expect(circuit.waitMs()).toBe(7_000);
    circuit.failed(10 * inferenceLimits.maxRetryAfterMs);
    expect(circuit.waitMs()).toBe(inferenceLimits.maxRetryAfterMs);
  });

  it("is asked as soon as an answer that was under way has come", () => {
    const { circuit } = broken();
    circuit.succeeded();
    expect(circuit.waitMs()).toBe(0);
  });
});
