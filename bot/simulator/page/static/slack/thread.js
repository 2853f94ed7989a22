// The thread panel.

import { get } from "../base/api.js";
import { Composer } from "./composer.js";
import { button, h } from "../base/dom.js";
import { MessageList } from "./messages.js";
import { announce, app, channelOf, placeName } from "../base/state.js";

let list = null;
let composer = null;
let shown = null;

function build() {
  const root = document.getElementById("thread");
  const log = h("div", { class: "log", role: "log", tabindex: 0, "aria-label": "Thread messages" });
  list = new MessageList(log, { inThread: true });
  composer = new Composer(() => ({ channel: app.place, thread: app.thread }), { threaded: true });
  root.replaceChildren(
    h("header", { class: "panel-head" }, h("div", {}, h("h2", {}, "Thread"), h("p", { class: "quiet", id: "thread-place" })),
      button("✕", () => announce("thread", null), { class: "icon-button", "aria-label": "Close thread" })),
    log, composer.node);
  root.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && announce("thread", null));
}

/** Fetch the open thread and show it; hide the panel where none is open. */
export async function refreshThread() {
  const root = document.getElementById("thread");
  const { user, place, thread } = app;
  root.hidden = !thread;
  document.getElementById("desk").classList.toggle("with-thread", Boolean(thread));
  if (!thread) {
    shown = null;
    return;
  }
  if (!list) build();
  const { messages } = await get("/ui/thread", { user, channel: place, ts: thread });
  if (user !== app.user || place !== app.place || thread !== app.thread) return;
  document.getElementById("thread-place").textContent = placeName(channelOf(place));
  const key = `${user}:${place}:${thread}`;
  list.show(key, messages, "This thread is empty.");
  if (shown === key) return;
  shown = key;
  composer.enter("Reply in thread");
}

/** Show the newest reply, after sending one. */
export function threadToEnd() {
  list?.toEnd();
}

/** Put the caret into the reply box. */
export function focusReply() {
  composer?.box.focus();
}
