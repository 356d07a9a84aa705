/** Gives a text to the person as a file. */
export function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replaceAll(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, "-");
  link.click();
  // The browser has taken it once the click is over.
  setTimeout(() => URL.revokeObjectURL(address));
}
