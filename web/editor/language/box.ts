/** The box in which a type and its documentation are shown. */

export function typeBox(signature: string | Node, documentation: string): HTMLElement {
  const box = document.createElement("div");
  box.className = "cm-typeBox";
  const code = document.createElement("div");
  code.className = "cm-typeSignature";
  code.append(signature);
  box.append(code);
  if (documentation === "") return box;
  const words = document.createElement("div");
  words.className = "cm-typeWords";
  words.textContent = documentation;
  box.append(words);
  return box;
}
