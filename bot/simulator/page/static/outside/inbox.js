// The contacted person: their direct messages and their posts on the pretend platform.

import { post } from "../base/api.js";
import { ask } from "../block_kit/confirm.js";
import { button, h, keepingFocus, whileBusy } from "../base/dom.js";
import { accountPicker, changed, linked, postNode } from "./outside_parts.js";
import { moment } from "../base/times.js";

const drafts = new Map();

/** The tab's name: whose inbox it is. */
export function titleOf(handle) {
  return handle ? `${handle.replace(/@.*/, "")}’s inbox` : "Inbox";
}

function bubble(message, handle) {
  const own = message.from === handle;
  return h("li", { class: own ? "bubble own" : "bubble" }, h("p", { class: "quiet" }, own ? "You" : `@${message.from}`, " · ", moment(Date.parse(message.at))), h("p", { class: "words" }, linked(message.text)));
}

function replyForm(account, other, refresh) {
  const key = `${account.handle}>${other}`;
  const box = h("textarea", { class: "entry", rows: 2, "aria-label": `Reply to @${other}`, placeholder: `Reply to @${other}`, data: { key: `reply/${key}` }, value: drafts.get(key) ?? "" });
  box.addEventListener("input", () => drafts.set(key, box.value));
  const send = (event) => {
    const text = box.value.trim();
    if (!text) return box.focus();
    return whileBusy(event.currentTarget, async () => {
      await post("/outside/chirp/reply", { as: account.handle, to: other, text });
      drafts.delete(key);
      box.value = "";
      await refresh();
    });
  };
  return h("div", { class: "reply" }, box, button("Send reply", send, { class: "button small" }));
}

function conversation(talk, account, refresh) {
  return h("section", { class: "talk", "aria-label": `Conversation with @${talk.with}` }, h("h4", {}, `@${talk.with}`),
    h("ol", { class: "bubbles" }, talk.messages.map((message) => bubble(message, account.handle))), replyForm(account, talk.with, refresh));
}

function ownPost(entry, account, refresh) {
  const remove = async (event) => {
    const control = event.currentTarget;
    if (!(await ask({ title: "Delete this post?", text: "Its page will be gone, as when its author deletes it.", confirm: "Delete", style: "danger" }))) return;
    await whileBusy(control, async () => {
      await post("/outside/chirp/delete", { as: account.handle, id: entry.id });
      await refresh();
    });
  };
  return postNode(entry, entry.state === "up" ? button("Delete post", remove, { class: "button small", data: { key: `delete/${entry.id}` } }) : null);
}

/** Draw the tab of the contacted person. */
export function drawInbox(root, world, { refresh }) {
  if (!changed(root, [world.accounts, world.page])) return;
  if (!world.page) {
    root.replaceChildren(h("p", { class: "empty" }, "Nobody is on the platform yet."));
    return;
  }
  const { account, inbox, posts } = world.page;
  keepingFocus(root, () => root.replaceChildren(
    accountPicker(world, "Be"),
    h("div", { class: "who" }, h("strong", {}, account.display_name || account.handle), h("span", { class: "quiet" }, ` @${account.handle}`),
      account.suspended ? h("span", { class: "pill removed" }, "suspended") : null, account.bio ? h("p", { class: "quiet" }, account.bio) : null),
    h("h3", {}, "Messages"),
    inbox.length ? h("div", {}, inbox.map((talk) => conversation(talk, account, refresh))) : h("p", { class: "quiet" }, "No one has written yet."),
    h("h3", {}, "Posts"),
    posts.length ? h("ul", { class: "posts" }, posts.map((entry) => ownPost(entry, account, refresh))) : h("p", { class: "quiet" }, "No posts.")));
}
