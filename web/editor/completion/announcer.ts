/** Tells a screen reader what is suggested, once a suggestion, without moving anything on the screen. */
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { visibleGhost } from "./ghost.ts";

export function announcer(sentence: (text: string) => string) {
  return ViewPlugin.define((view) => new Announcer(view, sentence));
}

class Announcer implements PluginValue {
  private readonly element: HTMLElement;
  private readonly sentence: (text: string) => string;
  private announced: string | undefined;

  constructor(view: EditorView, sentence: (text: string) => string) {
    this.sentence = sentence;
    this.element = document.createElement("div");
    this.element.className = "cm-ghostStatus";
    this.element.setAttribute("role", "status");
    this.element.setAttribute("aria-live", "polite");
    view.dom.appendChild(this.element);
  }

  update(update: ViewUpdate): void {
    const ghost = visibleGhost(update.state);
    if (ghost?.text === this.announced) return;
    this.announced = ghost?.text;
    this.element.textContent = ghost ? this.sentence(ghost.rest.text) : "";
  }

  destroy(): void {
    this.element.remove();
  }
}
