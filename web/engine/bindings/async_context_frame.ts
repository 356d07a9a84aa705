import type { Binding, Runtime } from "../boot/runtime.ts";

/** What AsyncLocalStorage reads. `then` carries it; a native `await` loses it (see README). */
export function createAsyncContextFrameBinding({ asyncIds }: Runtime): Binding {
  const then = Promise.prototype.then;
  const within = (callback: unknown, frame: unknown) => {
    if (typeof callback !== "function") return callback;
    return (value: unknown) => {
      const outer = asyncIds.contextFrame;
      asyncIds.contextFrame = frame;
      try {
        return callback(value);
      } finally {
        asyncIds.contextFrame = outer;
      }
    };
  };
  const holder = {
    then(this: Promise<unknown>, onFulfilled: unknown, onRejected: unknown) {
      const frame = asyncIds.contextFrame;
      if (frame === undefined) return Reflect.apply(then, this, [onFulfilled, onRejected]);
      return Reflect.apply(then, this, [within(onFulfilled, frame), within(onRejected, frame)]);
    },
  };
  Object.defineProperty(Promise.prototype, "then", {
    value: holder.then,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  return {
    getContinuationPreservedEmbedderData: () => asyncIds.contextFrame,
    setContinuationPreservedEmbedderData(frame: unknown) {
      asyncIds.contextFrame = frame;
    },
  };
}
