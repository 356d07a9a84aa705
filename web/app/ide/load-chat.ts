/** One step more on the way to the panel: the list of all files that it loads is then none of the page's first script. */
export async function loadChat() {
  const { AssistantConnected } = await import("./AssistantConnected.tsx");
  return { default: AssistantConnected };
}
