/** Requests to the registry that are open at once. */
export const requestsAtOnce = 16;
/** Tries of a request that failed on the way or with a 5xx status. */
export const requestTries = 3;
export const retryDelayMs = 300;
/** A compressed package: larger ones are refused. */
export const tarballBytes = 104_857_600;
/** One package unpacked: the engine's file tree holds 200 MB in all. */
export const unpackedBytes = 209_715_200;
/** How often the progress line is drawn. */
export const progressIntervalMs = 80;
/** Depth to which `npm ls --all` prints. */
export const listDepth = 50;
