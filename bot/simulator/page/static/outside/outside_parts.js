// What the tabs of the outside world are put together from.

import { h } from "../base/dom.js";
import { link } from "../text/mrkdwn.js";
import { announce } from "../base/state.js";
import { moment } from "../base/times.js";

const marks = new WeakMap();
const STATES = { up: "up", deleted: "deleted by its author", removed: "removed by Chirp" };

/** Plain text whose web addresses are links. */
export function linked(text) {
  return String(text).split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/).map((part, index) => (index % 2 ? link(part, part) : part));
}

/** True once per change of `what`, so that an unchanged panel keeps its nodes. */
export function changed(root, what) {
  const mark = JSON.stringify(what);
  if (marks.get(root) === mark) return false;
  marks.set(root, mark);
  return true;
}

/** The box that chooses the account; whoever listens for `account` is told. */
export function accountPicker(world, label) {
  const options = world.accounts.map((account) => h("option", { value: account.handle, selected: account.handle === world.account },
    `${account.display_name || account.handle} (@${account.handle})${account.unread ? ` · ${account.unread} new` : ""}${account.suspended ? " · suspended" : ""}`));
  return h("label", { class: "picker" }, h("span", {}, label),
    h("select", { class: "entry", data: { key: `account/${label}` }, on: { change: (event) => announce("account", event.target.value) } }, options));
}

/** One post, with the buttons of whoever looks at it. */
export function postNode(entry, ...buttons) {
  return h("li", { class: `post ${entry.state}` }, h("p", { class: "words" }, linked(entry.text)),
    h("p", { class: "post-foot" }, h("span", { class: `pill ${entry.state}` }, STATES[entry.state] ?? entry.state), link(entry.url, moment(Date.parse(entry.at))), buttons));
}
