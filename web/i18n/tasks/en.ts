/** Words of the assistant's tasks, in English; they come with the first task. */
export const tasksEn = {
  label: "Task of the assistant",
  names: {
    generate: "Write code",
    comment: "Comment",
    tests: "Write unit tests",
    optimise: "Optimise",
    fix: "Fix",
  },
  where: (path: string, first: number, last: number) =>
    first === last ? `${path}, line ${first}` : `${path}, lines ${first} to ${last}`,
  request: "What should be written here?",
  requestMore: "Anything to watch out for? (optional)",
  start: "Start",
  stop: "Stop",
  steps: {
    reading: "The model is reading",
    writing: (chars: number) => `${chars} characters written`,
    parts: (done: number, total: number) => `${done} of ${total} symbols done`,
    testing: "Running the tests in a copy of the project",
    analysing: "Analysing without a model",
  },
  failed: "Nothing was changed.",
  problems: {
    "no-model": "No model is connected. The owner of this server can add one.",
    off: "The assistant is turned off. Turn it on in the settings or the palette.",
    dial: "This project does not allow that here.",
    forbidden: "This file is not sent to a model, or your role here does not allow the assistant.",
    quota: "Your tokens of today are used up.",
    context: "The code is longer than any connected model can read. Select less of it.",
    refused: "The model cannot be reached.",
    nothing: "The model proposes no change.",
    unusable: "Four answers could not be used, the last one because:",
    other: "The model gave no usable answer:",
  },
  review: (task: string) => `${task}: proposed changes`,
  files: "Changed files",
  newFile: "new",
  deleted: "deleted",
  keepAll: "Keep all",
  discard: "Discard the rest",
  keep: "Keep",
  drop: "Discard",
  static: "Static analysis, no model",
  missing: (symbols: string) => `left without: ${symbols}`,
  more: (count: number) => `and ${count} more`,
  tests: (passed: number, failed: number) => `${passed} tests pass, ${failed} fail`,
  red: (names: string) => `failing: ${names}`,
  notRun: "The tests could not be run",
  starting: "The analysis of the project is still starting. Try again in a moment.",
  unchanged: "$ unchanged lines",
  refused: (count: number) => (count === 1 ? "1 edit could not be made" : `${count} edits could not be made`),
  bill: (calls: number, tokens: number, cost: string | undefined) =>
    `${calls === 1 ? "1 answer" : `${calls} answers`}, ${tokens} tokens${cost === undefined ? "" : `, cost ${cost}`}`,
  kept: (count: number) => (count === 1 ? "1 file changed." : `${count} files changed.`),
  conflicts: (count: number) =>
    count === 1
      ? "1 change was left out: somebody else has changed the same lines."
      : `${count} changes were left out: somebody else has changed the same lines.`,
  undone: "The changes are undone.",
};

export type TasksMessages = typeof tasksEn;
