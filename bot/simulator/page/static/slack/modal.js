// Modals: the open views of the acting person as a stack of dialogs. A view that was not changed keeps its dialog.

import { get, post } from "../base/api.js";
import { blocks } from "../block_kit/blocks.js";
import { ask } from "../block_kit/confirm.js";
import { button, freshId, h, keepingFocus, toast, whileBusy } from "../base/dom.js";
import { words } from "../text/mrkdwn.js";
import { announce, app } from "../base/state.js";
import { Surface } from "../block_kit/surface.js";
import { clearErrors, mistakes, showErrors } from "../base/validity.js";

const open = []; // bottom first: {id, hash, dialog, surface, view}
let opener = null;

async function closeViews(entry, all) {
  try {
    await post("/ui/close", { user: app.user, view_id: entry.id, ...(all ? { all: true } : {}) });
  } catch (error) {
    if (error.code !== "view_not_found") toast(error.sentence);
  }
  await refreshViews();
}

/** Close after asking, if something was typed. */
async function leave(entry, all) {
  const touched = all ? open.some((other) => other.surface.touched) : entry.surface.touched;
  if (touched) {
    const sure = await ask({ title: "Throw away what you entered?", text: "It has not been sent.", confirm: "Throw away", deny: "Keep editing", style: "danger" });
    if (!sure) return;
  }
  await closeViews(entry, all);
}

async function submit(entry, control) {
  const problems = mistakes(entry.view.blocks, entry.surface.values);
  clearErrors(entry.dialog);
  if (Object.keys(problems).length) {
    showErrors(entry.dialog, problems);
    return;
  }
  await whileBusy(control, async () => {
    const answer = await post("/ui/submit", { user: app.user, view_id: entry.id, state: entry.surface.values });
    if (answer.response_action === "errors") showErrors(entry.dialog, answer.errors ?? {});
    else await refreshViews();
    announce("refresh", `messages:${app.place}`);
  }, (sentence) => trouble(entry, sentence));
}

function trouble(entry, sentence) {
  const note = entry.dialog.querySelector(".modal-trouble");
  note.textContent = `⚠ ${sentence}`;
  note.hidden = false;
}

function head(entry, titleId) {
  const all = open.length > 1;
  return h("header", { class: "modal-head" }, h("h2", { id: titleId }, words(entry.view.title)),
    button("✕", () => leave(entry, all), { class: "icon-button", "aria-label": all ? "Close all" : "Close" }));
}

function foot(entry) {
  const { view } = entry;
  const close = button(words(view.close) || (open.indexOf(entry) > 0 ? "Back" : "Close"), () => closeViews(entry, false), { data: { key: "close" } });
  const send = view.submit ? button(words(view.submit), null, { class: "button primary", type: "submit", data: { key: "submit" } }) : null;
  return h("footer", { class: "modal-foot" }, close, send);
}

function fill(entry) {
  const titleId = freshId("modal");
  entry.dialog.setAttribute("aria-labelledby", titleId);
  entry.surface.forgetAllBut(entry.view.blocks);
  const form = h("form", { class: "modal", novalidate: true, on: { submit: (event) => {
    event.preventDefault();
    submit(entry, form.querySelector("[data-key=submit]"));
  } } },
  head(entry, titleId), h("div", { class: "modal-body", tabindex: -1 }, h("p", { class: "problem modal-trouble", role: "alert", hidden: true }), blocks(entry.view.blocks, entry.surface)), foot(entry));
  form.addEventListener("keydown", (event) => keepEnter(event));
  const scroll = entry.dialog.querySelector(".modal-body")?.scrollTop ?? 0;
  keepingFocus(entry.dialog, () => entry.dialog.replaceChildren(form));
  entry.dialog.querySelector(".modal-body").scrollTop = scroll;
}

/** Enter sends the form only from one-line text boxes, and never while a composition is open. */
function keepEnter(event) {
  if (event.key === "Enter" && (event.isComposing || event.target.matches("input[type=search], input[type=checkbox], input[type=radio], select"))) event.preventDefault();
}

function build(view) {
  const dialog = h("dialog", { class: "modal-dialog", role: "dialog", "aria-modal": "true" });
  const surface = new Surface({ type: "view", view_id: view.id }, { kept: view.state?.values ?? {}, after: refreshViews });
  const entry = { id: view.id, hash: view.hash, dialog, surface, view };
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    leave(entry, false);
  });
  return entry;
}

function focusFirst(dialog) {
  const first = dialog.querySelector("[data-first]") ?? dialog.querySelector(".modal-body :is(input:not([type=hidden]), textarea, select):not(:disabled)")
    ?? dialog.querySelector("[data-key=submit], [data-key=close]");
  first?.focus({ preventScroll: !dialog.querySelector("[data-first]") });
}

function show(view) {
  if (!open.length) opener = document.activeElement;
  const entry = build(view);
  open.push(entry);
  fill(entry);
  document.body.append(entry.dialog);
  entry.dialog.showModal();
  focusFirst(entry.dialog);
}

function drop(entry) {
  entry.dialog.close();
  entry.dialog.remove();
  open.splice(open.indexOf(entry), 1);
}

function update(entry, view) {
  if (entry.hash === view.hash) return;
  Object.assign(entry, { hash: view.hash, view });
  fill(entry);
  if (!entry.dialog.contains(document.activeElement)) focusFirst(entry.dialog);
}

function arrange(views) {
  const wanted = new Set(views.map((view) => view.id));
  const closed = [...open].reverse().filter((entry) => !wanted.has(entry.id));
  closed.forEach(drop);
  for (const view of views) {
    const entry = open.find((other) => other.id === view.id);
    if (entry) update(entry, view);
    else show(view);
  }
  open.forEach((entry, index) => entry.dialog.classList.toggle("below", index < open.length - 1));
  if (closed.length) (open.at(-1) ? focusInside(open.at(-1).dialog) : opener?.isConnected && opener.focus());
}

function focusInside(dialog) {
  if (!dialog.contains(document.activeElement)) focusFirst(dialog);
}

/** Fetch the open views of the acting person and show them. */
export async function refreshViews() {
  const user = app.user;
  const { views } = await get("/ui/views", { user });
  if (user === app.user) arrange(views);
}

/** Take all dialogs away, for another person. They stay open on the server. */
export function forgetViews() {
  [...open].reverse().forEach(drop);
}
