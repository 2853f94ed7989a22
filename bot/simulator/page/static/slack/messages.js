// The list of messages of a channel or a thread. A message that did not change keeps its node, and with it whatever a
// person is choosing or typing there.

import { post } from "../base/api.js";
import { blocks } from "../block_kit/blocks.js";
import { button, fileSize, h, keepingFocus, toast } from "../base/dom.js";
import { withEmoji } from "../base/emoji.js";
import { openMenu } from "../block_kit/menu.js";
import { mrkdwn } from "../text/mrkdwn.js";
import { announce, app, nameOf } from "../base/state.js";
import { Surface } from "../block_kit/surface.js";
import { ago, dateLong, dayOf, moment, nearDay, timeOf } from "../base/times.js";

const TOGETHER = 5 * 60; // seconds within which messages of one author share a head
const PLAIN = new Set(["section", "context", "rich_text", "markdown", "divider"]);

const isForMessages = (shortcut) => ["message", "message_action"].includes(shortcut.type);

/** A round sign for a person: their initials on a colour of their own. */
export function avatar(id, name, kind = "") {
  if (id === app.workspace.app?.user_id) return h("img", { class: `avatar app ${kind}`, src: "/page/icon.svg", alt: "" });
  const hue = [...String(id)].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 8, 0);
  const initials = String(name).split(/\s+/).map((word) => [...word][0]).filter(Boolean).slice(0, 2).join("").toUpperCase();
  return h("span", { class: `avatar hue-${hue} ${kind}`, "aria-hidden": "true" }, initials || "?");
}

async function useShortcut(shortcut, message) {
  try {
    await post("/ui/shortcut", { user: app.user, callback_id: shortcut.callback_id, channel: message.channel, ts: message.ts });
    announce("refresh", `views:${app.user}`);
  } catch (error) {
    toast(error.sentence);
  }
}

function messageMenu(message, anchor) {
  const shortcuts = app.workspace.shortcuts.filter(isForMessages).map((shortcut) => ({
    label: shortcut.name, about: shortcut.description, run: () => useShortcut(shortcut, message),
  }));
  openMenu(anchor, [{ label: "Reply in thread", run: () => announce("thread", message.thread_ts ?? message.ts) }, ...shortcuts], "Message");
}

function tools(message, inThread) {
  if (message.ephemeral || message.deleted) return null;
  const reply = inThread ? null : button("Reply", () => announce("thread", message.ts), { class: "button tool" });
  const more = button("⋯", (event) => messageMenu(message, event.currentTarget), { class: "button tool", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false" });
  return h("div", { class: "tools" }, reply, more);
}

function body(message, surface) {
  if (message.deleted) return h("p", { class: "quiet" }, "This message was deleted.");
  if (!message.blocks?.length) return h("div", { class: "text" }, mrkdwn(message.text), edited(message));
  const framed = message.bot && message.blocks.some((block) => !PLAIN.has(block.type));
  return h("div", { class: framed ? "framed" : "unframed" }, blocks(message.blocks, surface), edited(message));
}

function edited(message) {
  return message.edited ? h("span", { class: "quiet edited" }, " (edited)") : null;
}

function attached(message) {
  if (!message.files?.length) return null;
  return h("ul", { class: "files" }, message.files.map((file) => h("li", {}, h("a", { href: `/ui/files/${encodeURIComponent(file.id)}?user=${encodeURIComponent(app.user)}`, download: file.name }, file.name), h("span", { class: "quiet" }, fileSize(file.size)))));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("ul", { class: "reactions" }, message.reactions.map((reaction) => h("li", { title: reaction.users.map(nameOf).join(", ") }, withEmoji(`:${reaction.name}:`), ` ${reaction.users.length}`)));
}

function replies(message, inThread) {
  if (inThread || !message.reply_count) return null;
  const label = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const faces = [...new Set(message.reply_users ?? [])].slice(0, 4).map((id) => avatar(id, nameOf(id), "tiny"));
  return h("button", { type: "button", class: "replies", "aria-label": label, on: { click: () => announce("thread", message.ts) } }, faces, h("span", {}, label));
}

function head(message) {
  const ms = Number(message.ts) * 1000;
  return h("div", { class: "message-head" }, h("strong", {}, nameOf(message.user)), message.bot ? h("span", { class: "tag" }, "app") : null,
    h("time", { class: "quiet", datetime: new Date(ms).toISOString(), title: `${dateLong(ms)}, ${timeOf(ms)}` }, timeOf(ms)));
}

/** One message as a node. */
function messageNode(message, surface, { inThread, compact }) {
  const classes = ["message", compact && "compact", message.ephemeral && "ephemeral", message.bot && "by-app"].filter(Boolean).join(" ");
  const name = nameOf(message.user);
  return h("article", { class: classes, "aria-label": `${name}, ${moment(Number(message.ts) * 1000)}`, data: { ts: message.ts } },
    h("div", { class: "gutter" }, compact ? h("span", { class: "quiet small-time" }, timeOf(Number(message.ts) * 1000)) : avatar(message.user, name)),
    h("div", { class: "message-body" },
      message.ephemeral ? h("p", { class: "only-you" }, h("span", { "aria-hidden": "true" }, "◌ "), "Only visible to you") : null,
      compact ? null : head(message), body(message, surface), attached(message), reactions(message), replies(message, inThread)),
    tools(message, inThread));
}

function dayNode(ms) {
  const near = nearDay(ms);
  return h("div", { class: "day", role: "separator" }, h("span", {}, near ? `${near} · ${dateLong(ms)}` : dateLong(ms)));
}

function continues(message, before) {
  if (!before || before.user !== message.user || before.ephemeral || message.ephemeral) return false;
  if (message.bot && message.blocks?.length) return false;
  return Number(message.ts) - Number(before.ts) < TOGETHER && !before.reply_count;
}

export class MessageList {
  /** `node` is the scrolling log. */
  constructor(node, { inThread = false } = {}) {
    this.node = node;
    this.inThread = inThread;
    this.rows = new Map();
    this.surfaces = new Map();
    this.key = null;
  }

  /** Show `messages` of the place called `key`; another key starts at the newest message. */
  show(key, messages, empty) {
    const fresh = key !== this.key;
    if (fresh) this.clear(key);
    const atEnd = fresh || this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 80;
    keepingFocus(this.node, () => this.arrange(this.wanted(messages), empty));
    if (atEnd) this.toEnd();
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  clear(key) {
    this.key = key;
    this.rows.clear();
    this.surfaces.clear();
    this.node.replaceChildren();
  }

  wanted(messages) {
    const rows = [];
    let before = null;
    for (const message of messages) {
      const ms = Number(message.ts) * 1000;
      const day = dayOf(ms);
      const sameDay = before && dayOf(Number(before.ts) * 1000) === day;
      if (!sameDay) rows.push({ id: `day:${day}`, mark: `${nearDay(ms)}`, build: () => dayNode(ms) });
      rows.push(this.row(message, sameDay ? before : null));
      before = message;
    }
    return rows;
  }

  row(message, before) {
    const id = `${message.ts}${message.ephemeral ? "e" : ""}`;
    const compact = continues(message, before);
    const names = JSON.stringify(app.workspace.users.length) + app.user;
    const dates = JSON.stringify(message).includes("{ago}") ? ago(Number(message.ts) * 1000) : nearDay(Number(message.ts) * 1000);
    return {
      id, mark: JSON.stringify(message) + compact + names + dates,
      build: () => messageNode(message, this.surface(id, message), { inThread: this.inThread, compact }),
    };
  }

  surface(id, message) {
    const after = () => announce("refresh", `messages:${message.channel}`, `views:${app.user}`);
    const known = this.surfaces.get(id) ?? new Surface({ type: "message", channel: message.channel, ts: message.ts }, { after });
    known.forgetAllBut(message.blocks ?? []);
    this.surfaces.set(id, known);
    return known;
  }

  arrange(rows, empty) {
    const keep = new Map();
    let at = this.node.firstChild;
    for (const row of rows) {
      const known = this.rows.get(row.id);
      const entry = known?.mark === row.mark ? known : { mark: row.mark, node: row.build() };
      if (known && known !== entry) {
        if (at === known.node) at = entry.node;
        known.node.replaceWith(entry.node);
      }
      if (entry.node === at) at = at.nextSibling;
      else this.node.insertBefore(entry.node, at);
      keep.set(row.id, entry);
    }
    for (const [id, entry] of this.rows) if (!keep.has(id)) entry.node.remove();
    this.rows = keep;
    this.node.querySelector(":scope > .empty")?.remove();
    if (!rows.length && empty) this.node.append(h("div", { class: "empty" }, empty));
  }
}
