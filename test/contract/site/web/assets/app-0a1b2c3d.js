export const name = "ide";
