import { useEffect, useState } from "react";
import { afterPaint } from "../../ui/after-paint.ts";

/** False until the first frame is on the screen: for parts that the first keys do not need. */
export function usePainted(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => void afterPaint().then(() => setPainted(true)), []);
  return painted;
}
