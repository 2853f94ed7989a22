// The left column: who I am, Home, channels and direct messages.

import { button, h, keepingFocus, svg } from "../base/dom.js";
import { avatar } from "./messages.js";
import { addressOf, announce, app, HOME, me, nameOf, people, placeName } from "../base/state.js";

function entry(place, label, unread = 0, sign = null) {
  const current = app.place === place;
  const go = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    announce("go", { place });
  };
  const badge = unread > 0 && !current ? h("span", { class: "badge", "aria-label": `${unread} unread` }, unread > 99 ? "99+" : String(unread)) : null;
  return h("li", {}, h("a", {
    href: addressOf(app.user, place), class: unread > 0 && !current ? "entry-link unread" : "entry-link", "aria-current": current ? "page" : undefined,
    on: { click: go }, data: { key: `place/${place}` },
  }, sign, h("span", { class: "entry-name" }, label), badge));
}

function part(title, entries) {
  return entries.length ? h("section", {}, h("h2", {}, title), h("ul", {}, entries)) : null;
}

function persona() {
  const choose = (event) => announce("become", event.target.value);
  const select = h("select", { id: "persona", class: "entry", data: { key: "persona" }, on: { change: choose } },
    people().map((user) => h("option", { value: user.id, selected: user.id === app.user }, nameOf(user.id))));
  return h("div", { class: "persona" }, avatar(app.user, nameOf(app.user)), h("div", {},
    h("label", { for: "persona" }, "I am"), select,
    h("p", { class: "quiet" }, `@${me()?.name ?? ""}`, me()?.tz ? ` · ${me().tz.replaceAll("_", " ")}` : "")));
}

function sign(channel) {
  if (channel.kind === "im") return avatar(channel.with, nameOf(channel.with), "tiny");
  return h("span", { class: "hash", "aria-hidden": "true" }, channel.kind === "private" ? padlock() : "#");
}

function padlock() {
  return svg("svg", { viewBox: "0 0 12 14", class: "padlock" },
    svg("rect", { x: 1, y: 6, width: 10, height: 7, rx: 1.5, fill: "currentColor" }),
    svg("path", { d: "M3.5 6V4a2.5 2.5 0 0 1 5 0v2", fill: "none", stroke: "currentColor", "stroke-width": 1.5 }));
}

const labelOf = (channel) => (channel.kind === "im" ? placeName(channel) : channel.name);
const entryOf = (channel) => entry(channel.id, labelOf(channel), channel.unread, sign(channel));

/** Draw the column anew; the focus stays where it was. */
export function drawSidebar() {
  const root = document.getElementById("side");
  const { channels, team } = app.workspace;
  const rooms = channels.filter((channel) => channel.kind !== "im");
  const talks = channels.filter((channel) => channel.kind === "im");
  const scroll = root.scrollTop;
  keepingFocus(root, () => root.replaceChildren(
    h("div", { class: "brand" }, h("img", { src: "/page/icon.svg", alt: "", width: 28, height: 28 }), h("div", {}, h("strong", {}, "Takedown Desk"), h("span", { class: "quiet" }, team.name ?? "")),
      button("✕", () => announce("narrow", null), { class: "icon-button only-narrow close-side", "aria-label": "Close the list" })),
    persona(),
    h("ul", { class: "first" }, entry(HOME, "Home", 0, h("span", { class: "hash", "aria-hidden": "true" }, "⌂"))),
    ...[part("Channels", rooms.filter((channel) => channel.is_member !== false).map(entryOf)),
      part("Direct messages", talks.map(entryOf)),
      part("Channels without me", rooms.filter((channel) => channel.is_member === false).map(entryOf))].filter(Boolean)));
  root.scrollTop = scroll;
}
