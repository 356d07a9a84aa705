/** A function of a path and a text that remembers what it said of the last few: a long file is not parsed again at each look. */
export function recalled<Value>(read: (path: string, text: string) => Value, size: number) {
  const known = new Map<string, Value>();
  return (path: string, text: string): Value => {
    const key = `${path}\n${text}`;
    const value = known.get(key);
    if (value !== undefined) return value;
    const fresh = read(path, text);
    known.set(key, fresh);
    for (const oldest of known.keys()) {
      if (known.size <= size) break;
      known.delete(oldest);
    }
    return fresh;
  };
}
