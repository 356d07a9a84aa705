/** Whether the answer around is still coming: half a block of code is nothing to insert or run. */
import { createContext } from "react";

export const StreamingContext = createContext(false);
