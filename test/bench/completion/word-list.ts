/** What an editor's plain word completion offers: every word of the text so far, matching ones in alphabetical order. */
export class WordList {
  private readonly words = new Set<string>();

  add(token: string): void {
    for (const word of token.match(/[\w$]{2,}/g) ?? []) this.words.add(word);
  }

  startingWith(typed: string): string[] {
    return [...this.words]
      .filter((word) => word.startsWith(typed) && word !== typed)
      .sort((left, right) => left.localeCompare(right));
  }
}
