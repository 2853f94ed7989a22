// The right column: the outside world. Three tabs (the contacted person, the platform, its legal desk) and the clock.

import { get } from "../base/api.js";
import { clockNode } from "./clock.js";
import { button, h } from "../base/dom.js";
import { drawInbox, titleOf } from "./inbox.js";
import { drawMail } from "./mail.js";
import { drawOperator } from "./operator.js";
import { announce, on } from "../base/state.js";

export const world = { accounts: [], account: null, page: null, reports: [], mail: [], seenMail: new Set(), letter: null };

const TABS = [
  { id: "inbox", name: () => titleOf(world.account), count: () => world.accounts.reduce((sum, account) => sum + (account.unread ?? 0), 0), draw: drawInbox },
  { id: "platform", name: () => "Chirp", count: () => 0, draw: drawOperator },
  { id: "desk", name: () => "Legal desk", count: () => world.mail.filter((message) => !world.seenMail.has(message.id)).length, draw: drawMail },
];

let current = sessionStorage.getItem("outside-tab") ?? "inbox";
let tabs = null;
const panels = new Map();

function choose(id) {
  current = id;
  sessionStorage.setItem("outside-tab", id);
  draw();
  if (looking()) announce("refresh", "outside");
}

function stepTabs(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const at = TABS.findIndex((tab) => tab.id === current);
  choose(TABS[(at + by + TABS.length) % TABS.length].id);
  document.getElementById(`tab-${current}`).focus();
}

function tabNode(tab) {
  const selected = tab.id === current;
  return h("button", {
    type: "button", role: "tab", id: `tab-${tab.id}`, class: "tab", "aria-selected": String(selected), "aria-controls": `panel-${tab.id}`, tabindex: selected ? 0 : -1,
    on: { click: () => choose(tab.id), keydown: stepTabs },
  }, h("span", { class: "tab-name" }), h("span", { class: "badge", hidden: true }));
}

function build() {
  const root = document.getElementById("outside");
  tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Who to be outside" }, TABS.map(tabNode));
  for (const tab of TABS) {
    panels.set(tab.id, h("div", { class: "panel", role: "tabpanel", id: `panel-${tab.id}`, "aria-labelledby": `tab-${tab.id}`, tabindex: -1 }));
  }
  root.replaceChildren(
    h("header", { class: "panel-head" }, h("div", {}, h("h2", {}, "Outside world"), h("p", { class: "quiet" }, "Pretended here; nothing leaves this machine")),
      button("✕", () => announce("narrow", null), { class: "icon-button only-drawer", "aria-label": "Close the outside world" })),
    tabs, h("div", { class: "panels" }, [...panels.values()]), clockNode());
}

function draw() {
  for (const tab of TABS) {
    const node = document.getElementById(`tab-${tab.id}`);
    const selected = tab.id === current;
    node.setAttribute("aria-selected", String(selected));
    node.tabIndex = selected ? 0 : -1;
    node.querySelector(".tab-name").textContent = tab.name();
    panels.get(tab.id).hidden = !selected;
    if (selected) tab.draw(panels.get(tab.id), world, { redraw: draw, refresh: refreshOutside });
    const badge = node.querySelector(".badge");
    badge.hidden = !tab.count();
    badge.textContent = String(tab.count());
    badge.setAttribute("aria-label", `${tab.count()} new`);
  }
}

function pick() {
  const kept = world.account ?? sessionStorage.getItem("outside-account");
  const known = world.accounts.find((account) => account.handle === kept);
  const first = world.accounts.find((account) => account.unread) ?? world.accounts[0];
  world.account = (known ?? first)?.handle ?? null;
}

/** Be another account, in the inbox and on the platform's page alike. */
async function chooseAccount(handle) {
  world.account = handle;
  sessionStorage.setItem("outside-account", handle);
  await refreshOutside();
}

on("account", chooseAccount);

/** Opening an account's page reads its messages, so that is done only while somebody looks at it. */
function looking() {
  return current !== "desk" && !document.getElementById("desk").classList.contains("no-outside");
}

async function loadAccount() {
  const asked = world.account;
  const page = asked ? await get("/outside/chirp", { as: asked }) : null;
  if (asked !== world.account) return;
  world.page = page;
  for (const account of world.accounts) if (account.handle === asked) account.unread = 0;
}

/** Fetch everything outside and show it. */
export async function refreshOutside() {
  if (!tabs) build();
  const [accounts, mail, reports] = await Promise.all([get("/outside/chirp/accounts"), get("/outside/mail"), get("/outside/chirp/reports")]);
  Object.assign(world, { accounts: accounts.accounts.filter((account) => !account.bot), mail: mail.messages, reports: reports.reports });
  pick();
  if (looking()) await loadAccount();
  draw();
}
