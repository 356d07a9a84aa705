/** A function of a path and a text that remembers what it said of the last few: a long file is not parsed again at each look. */
export function recalled<Value>(read: (path: string, text: string) => Value, size: number) {
  // A list, not a map: to compare two texts is cheaper than to hash one.
  let known: readonly { path: string; text: string; value: Value }[] = [];
  return (path: string, text: string): Value => {
    const found = known.find((each) => each.path === path && each.text === text);
    const latest = found ?? { path, text, value: read(path, text) };
    known = [latest, ...known.filter((each) => each !== latest)].slice(0, size);
    return latest.value;
  };
}
