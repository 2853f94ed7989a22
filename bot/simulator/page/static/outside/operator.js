// The platform's operator: removes posts, suspends accounts, and takes both back.

import { post } from "../base/api.js";
import { button, h, keepingFocus, whileBusy } from "../base/dom.js";
import { accountPicker, changed, postNode } from "./outside_parts.js";
import { epochOf, localInput, moment } from "../base/times.js";
import { myZone, nowMs } from "../base/state.js";

const WEEK = 7 * 86_400;
const dates = new Map();

function doing(path, bodyOf, refresh) {
  return (event) => whileBusy(event.currentTarget, async () => {
    await post(path, bodyOf());
    await refresh();
  });
}

function postActions(entry, refresh) {
  if (entry.state === "up") return button("Remove", doing("/outside/chirp/remove", () => ({ id: entry.id }), refresh), { class: "button small danger", data: { key: `remove/${entry.id}` } });
  if (entry.state === "removed") return button("Restore", doing("/outside/chirp/restore", () => ({ id: entry.id }), refresh), { class: "button small", data: { key: `restore/${entry.id}` } });
  return null;
}

function suspendUntil(account, refresh) {
  const before = dates.get(account.handle) ?? localInput(nowMs() / 1000 + WEEK);
  const box = h("input", { type: "datetime-local", class: "entry", value: before, "aria-label": "Suspend until", data: { key: `until/${account.handle}` } });
  box.addEventListener("input", () => dates.set(account.handle, box.value));
  const until = () => ({ handle: account.handle, until: new Date(epochOf(box.value) * 1000).toISOString() });
  return h("div", { class: "until" }, box, button("Suspend until", (event) => (box.value ? doing("/outside/chirp/suspend", until, refresh)(event) : box.focus()), { class: "button small" }));
}

function accountActions(account, refresh) {
  const body = () => ({ handle: account.handle });
  if (account.suspended) return h("div", { class: "row" }, button("Restore account", doing("/outside/chirp/restore", body, refresh), { class: "button small", data: { key: "restore-account" } }));
  return h("div", { class: "operator-actions" },
    button("Suspend account", doing("/outside/chirp/suspend", body, refresh), { class: "button small danger", data: { key: "suspend" } }), suspendUntil(account, refresh));
}

function reportNode(report) {
  const facts = Object.entries(report).filter(([name, value]) => !["comment", "id"].includes(name) && value !== null && value !== "" && typeof value !== "object");
  const about = facts.map(([name, value]) => `${name.replaceAll("_", " ")}: ${name === "at" || name === "created_at" ? moment(Date.parse(value)) : value}`).join(" · ");
  return h("li", { class: "post" }, h("p", { class: "words" }, report.comment ?? report.text ?? ""), h("p", { class: "quiet" }, about));
}

function status(account) {
  if (!account.suspended) return h("span", { class: "pill up" }, "in good standing");
  const until = account.suspended_until ?? account.until;
  return h("span", { class: "pill removed" }, until ? `suspended until ${moment(Date.parse(until))}` : "suspended");
}

/** Draw the tab of the platform's operator. */
export function drawOperator(root, world, { refresh }) {
  if (!changed(root, [world.accounts, world.page, world.reports, myZone()])) return;
  if (!world.page) {
    root.replaceChildren(h("p", { class: "empty" }, "Nobody is on the platform yet."));
    return;
  }
  const { account, posts } = world.page;
  keepingFocus(root, () => root.replaceChildren(
    h("p", { class: "quiet" }, "You run the platform. What you do here, the bot only learns by looking."),
    accountPicker(world, "Account"), h("div", { class: "who" }, status(account)), accountActions(account, refresh),
    h("h3", {}, "Posts"),
    posts.length ? h("ul", { class: "posts" }, posts.map((entry) => postNode(entry, postActions(entry, refresh)))) : h("p", { class: "quiet" }, "No posts."),
    h("h3", {}, "Reports"),
    world.reports.length ? h("ul", { class: "posts" }, world.reports.map(reportNode)) : h("p", { class: "quiet" }, "No reports.")));
}
