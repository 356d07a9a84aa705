/** Every visible string in Simplified Chinese. */
import type { Messages } from "./en.ts";
import { dialogs } from "./zh-cn/dialogs.ts";
import { pages } from "./zh-cn/pages.ts";
import { panels } from "./zh-cn/panels.ts";
import { work } from "./zh-cn/work.ts";

export const zhCn: Messages = {
  product: "Glasshouse",
  skipToEditor: "跳到编辑器",
  skipToContent: "跳到正文",
  close: "关闭",
  cancel: "取消",
  undo: "撤销",
  tryAgain: "重试",
  dismiss: "知道了",
  menu: "更多操作",
  notices: "消息",
  time: {
    now: "刚刚",
    minutes: (count) => `${count} 分钟前`,
    hours: (count) => `${count} 小时前`,
    yesterday: "昨天",
  },
  ...pages,
  ...panels,
  ...work,
  ...dialogs,
};
