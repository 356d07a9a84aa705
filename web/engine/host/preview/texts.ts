interface Texts {
  waitingTitle(port: number): string;
  waitingText: string;
  lostTitle: string;
  lostText: string;
  refusedTitle: string;
  refusedText: string;
}

const english: Texts = {
  waitingTitle: (port) => `Nothing is listening on port ${port}`,
  waitingText:
    "Start your server in the terminal, for example with npm start. This page opens by itself when the port does.",
  lostTitle: "This preview has no engine",
  lostText: "A preview runs inside the tab that started it. Open the workspace, and this page connects by itself.",
  refusedTitle: "This browser refuses the preview",
  refusedText:
    "A preview needs a service worker. Allow site data for this address, or leave private browsing, and reload.",
};

const chinese: Texts = {
  waitingTitle: (port) => `端口 ${port} 上没有程序在监听`,
  waitingText: "请在终端中启动服务器，例如 npm start。端口打开后，此页面会自动载入。",
  lostTitle: "此预览没有引擎",
  lostText: "预览在启动它的标签页中运行。打开工作区后，此页面会自动连接。",
  refusedTitle: "浏览器拒绝了预览",
  refusedText: "预览需要 Service Worker。请允许此地址存储网站数据，或退出无痕浏览，然后重新载入。",
};

/** The texts in the first of these languages that we have. */
export function texts(languages: readonly string[]): Texts {
  return languages
    .find((language) => /^(en|zh)\b/i.test(language))
    ?.toLowerCase()
    .startsWith("zh")
    ? chinese
    : english;
}
