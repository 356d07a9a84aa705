/** From a name to the place where it is defined: F12, or a click with Control or Command. */
import type { Extension } from "@codemirror/state";
import { type Command, EditorView, keymap } from "@codemirror/view";
import { type LanguageOptions, typedPath } from "./options.ts";

export function definition(options: LanguageOptions): Extension {
  let controller = new AbortController();
  const goFrom = async (view: EditorView, path: string, offset: number): Promise<void> => {
    controller.abort();
    controller = new AbortController();
    const answer = await options.service.ask({ kind: "definition", path, offset }, controller.signal);
    if (controller.signal.aborted) return;
    // At a definition itself the other places are of interest.
    const places = answer?.places ?? [];
    const place = places.find((each) => each.path !== path || each.from !== answer?.from) ?? places[0];
    if (!place) return announce(view, options.words().noDefinition);
    if (place.path !== path) {
      if (!options.openPlace(place)) announce(view, options.words().definitionOutside(nameOf(place.path)));
      return;
    }
    view.dispatch({ selection: { anchor: place.from }, scrollIntoView: true, userEvent: "select.definition" });
    view.focus();
  };
  const goAtCaret: Command = (view) => {
    const path = typedPath(options);
    if (path !== undefined) void goFrom(view, path, view.state.selection.main.head);
    return path !== undefined;
  };
  return [
    keymap.of([{ key: "F12", run: goAtCaret }]),
    // Where Control and Command go to definitions, Alt sets further carets.
    EditorView.clickAddsSelectionRange.of((event) => (typedPath(options) === undefined ? isMod(event) : event.altKey)),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        const path = typedPath(options);
        const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
        if (path === undefined || offset === null || event.button !== 0 || !isMod(event) || event.altKey) return false;
        event.preventDefault();
        void goFrom(view, path, offset);
        return true;
      },
    }),
  ];
}

function isMod({ ctrlKey, metaKey }: MouseEvent): boolean {
  return ctrlKey || metaKey;
}

function announce(view: EditorView, sentence: string): void {
  view.dispatch({ effects: EditorView.announce.of(sentence) });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
