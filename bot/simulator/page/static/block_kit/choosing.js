// Elements that choose among options, people or channels. One choice is the browser's own select box; several are
// boxes to tick, with a filter where the list is long.

import { freshId, h } from "../base/dom.js";
import { textObject, words } from "../text/mrkdwn.js";
import { app, nameOf, people, placeName } from "../base/state.js";

const LONG = 8;

function optionNode(option, chosen) {
  return h("option", { value: option.value, selected: option.value === chosen?.value }, words(option.text));
}

function emptyOption(use) {
  const placeholder = use.element.placeholder ? words(use.element.placeholder) : "Choose …";
  return h("option", { value: "" }, placeholder);
}

/** A select box over the element's options and groups. */
export function chooser(use, described, key, state, chosen) {
  const { element } = use;
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  const flat = groups.flatMap((group) => group.options);
  const nodes = groups.map((group) => {
    const inner = group.options.map((option) => optionNode(option, state.selected_option));
    return group.label ? h("optgroup", { label: words(group.label) }, inner) : inner;
  });
  const about = h("p", { class: "hint" });
  const control = h("select", { ...described, class: "entry", data: { key } }, emptyOption(use), nodes);
  const tell = (option) => about.replaceChildren(...(option?.description ? textObject(option.description) : []));
  control.addEventListener("change", () => {
    const option = flat[control.selectedIndex - 1] ?? null;
    tell(option);
    chosen(control, option);
  });
  if (!state.selected_option) control.selectedIndex = 0;
  tell(flat[control.selectedIndex - 1]);
  return h("div", { class: "chooser" }, control, about);
}

function filterBox(list, rows) {
  const box = h("input", { type: "search", class: "entry filter", placeholder: "Filter", "aria-label": "Filter the list", autocomplete: "off" });
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const row of rows) row.hidden = Boolean(wanted) && !row.textContent.toLowerCase().includes(wanted);
  });
  return h("div", { class: "filtered" }, box, list);
}

function choice(kind, name, key, option, checked) {
  const about = option.description ? h("span", { class: "quiet" }, textObject(option.description)) : null;
  return h("label", { class: "choice" },
    h("input", { type: kind, name, value: option.value, checked, data: { key: `${key}/${option.value}` } }),
    h("span", {}, h("span", {}, textObject(option.text)), about));
}

function ticked(list, options) {
  const boxes = [...list.querySelectorAll("input[name]")];
  return options.filter((_, index) => boxes[index].checked);
}

function keepWithin(list, most) {
  if (!most) return;
  const boxes = [...list.querySelectorAll("input[name]")];
  const full = boxes.filter((box) => box.checked).length >= most;
  for (const box of boxes) box.disabled = full && !box.checked;
}

/** Radio buttons or boxes to tick over the element's options. */
export function choices(use, kind, key, before, chosen) {
  const { element } = use;
  const options = element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
  const name = freshId("choice");
  const set = new Set(before.map((option) => option.value));
  const rows = options.map((option) => choice(kind, name, key, option, set.has(option.value)));
  const list = h("div", { class: rows.length > LONG ? "choices boxed" : "choices" }, rows);
  list.addEventListener("change", (event) => {
    keepWithin(list, element.max_selected_items);
    chosen(event.target, ticked(list, options));
  });
  keepWithin(list, element.max_selected_items);
  return rows.length > LONG ? filterBox(list, rows) : list;
}

function places(use, what) {
  if (what === "people") return people().map((user) => ({ value: user.id, text: `${nameOf(user.id)} (@${user.name})` }));
  const include = use.element.filter?.include ?? (what === "channels" ? ["public"] : ["public", "private", "im"]);
  const kinds = { channel: "public", private: "private", im: "im" };
  const shown = app.workspace.channels.filter((channel) => include.includes(kinds[channel.kind]) && channel.is_member !== false);
  return shown.map((channel) => ({ value: channel.id, text: placeName(channel) }));
}

/** A select box over people, channels or conversations. */
export function onePlace(use, what, described, key, before, chosen) {
  const nodes = places(use, what).map((place) => h("option", { value: place.value, selected: place.value === before }, place.text));
  const control = h("select", { ...described, class: "entry", data: { key } }, emptyOption(use), nodes);
  if (!before) control.selectedIndex = 0;
  control.addEventListener("change", () => chosen(control, control.value || null));
  return control;
}

/** Boxes to tick over people, channels or conversations. */
export function manyPlaces(use, what, key, before, chosen) {
  const options = places(use, what).map(({ value, text }) => ({ value, text: { type: "plain_text", text, emoji: false } }));
  const picked = options.filter((option) => before.includes(option.value));
  const shaped = { ...use, element: { ...use.element, options } };
  return choices(shaped, "checkbox", key, picked, (control, some) => chosen(control, some.map((option) => option.value)));
}
