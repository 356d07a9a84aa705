/** Whether this keyboard says Command where others say Control. */
export const isMac = navigator.userAgent.includes("Mac OS");
