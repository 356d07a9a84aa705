import type { Binding, Runtime } from "../boot/runtime.ts";

export function createTimersBinding({ loop }: Runtime): Binding {
  return {
    setupTimers: (immediates: () => void, timers: (now: number) => number) =>
      loop.setTimerCallbacks(immediates, timers),
    getLibuvNow: () => loop.now(),
    scheduleTimer: (ms: number) => loop.scheduleTimer(ms),
    toggleTimerRef: (ref: boolean) => loop.refTimers(ref),
    toggleImmediateRef: () => loop.wake(),
    immediateInfo: loop.immediateInfo,
    timeoutInfo: loop.timeoutInfo,
  };
}
