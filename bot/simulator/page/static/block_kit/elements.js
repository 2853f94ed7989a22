// Block Kit's interactive elements. Each builder takes {surface, block, element, field}; `field` holds the ids of the
// label, hint and error of an input block, and says whether a change is sent to the app at once.

import { button, h, whileBusy } from "../base/dom.js";
import { confirmed } from "./confirm.js";
import { chooser, choices, manyPlaces, onePlace } from "./choosing.js";
import { fileInput } from "./files.js";
import { openMenu } from "./menu.js";
import { safeAddress, words } from "../text/mrkdwn.js";
import { problemAt } from "./surface.js";
import { epochOf, localInput } from "../base/times.js";

const keyOf = ({ block, element }) => `${block.block_id}/${element.action_id}`;

async function send(use, control, extra) {
  if (!(await confirmed(use.element.confirm))) return false;
  await whileBusy(control, () => use.surface.act(use.block, use.element, extra), (sentence) => problemAt(control, sentence));
  return true;
}

/** Remember a new entry, and send it where the element stands outside an input block or dispatches. */
export async function entered(use, control, state) {
  use.surface.enter(use.block, use.element, state);
  if (use.field && !use.field.dispatch) return;
  await send(use, control, { selected: { type: use.element.type, ...state } });
}

function initial(use, state) {
  const chosen = use.surface.value(use.block, use.element) ?? state;
  use.surface.set(use.block, use.element, chosen);
  return chosen;
}

function describe(use) {
  const { field } = use;
  if (!field) return { "aria-label": use.element.accessibility_label ?? (words(use.element.placeholder) || words(use.block.text) || use.element.action_id) };
  return { id: field.id, "aria-describedby": field.about, "aria-required": field.required ? "true" : undefined };
}

function pressButton(use) {
  const { element } = use;
  const style = ["primary", "danger"].includes(element.style) ? element.style : "";
  const press = async (event) => {
    const href = element.url && safeAddress(element.url);
    if (href) window.open(href, "_blank", "noopener,noreferrer");
    await send(use, event.currentTarget, { value: element.value });
  };
  return button(words(element.text), press, { class: `button ${style}`, "aria-label": element.accessibility_label, data: { key: keyOf(use) } });
}

function overflow(use) {
  const { element } = use;
  const open = (event) => {
    const anchor = event.currentTarget;
    openMenu(anchor, element.options.map((option) => ({
      label: words(option.text),
      about: option.description && words(option.description),
      run: () => {
        const href = option.url && safeAddress(option.url);
        if (href) window.open(href, "_blank", "noopener,noreferrer");
        send(use, anchor, { selected: { type: "overflow", selected_option: option } });
      },
    })), "More");
  };
  return button("⋯", open, { class: "button overflow", "aria-label": element.accessibility_label ?? "More", "aria-haspopup": "menu", data: { key: keyOf(use) } });
}

const TEXT_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text" };

function textControl(use, state) {
  const { element } = use;
  const attributes = {
    ...describe(use), class: "entry", placeholder: element.placeholder && words(element.placeholder), maxlength: element.max_length,
    data: { key: keyOf(use) }, autocomplete: "off", value: state.value ?? "",
  };
  if (element.multiline) return h("textarea", { ...attributes, rows: 5 });
  const mode = element.type === "number_input" ? { inputmode: element.is_decimal_allowed ? "decimal" : "numeric" } : {};
  return h("input", { type: TEXT_TYPES[element.type] ?? "text", ...attributes, ...mode });
}

function textInput(use) {
  const { element, surface, block } = use;
  const state = initial(use, { value: element.initial_value ?? null });
  const control = textControl(use, state);
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  control.addEventListener("input", () => {
    surface.enter(block, element, { value: control.value === "" ? null : control.value });
    if (use.field?.dispatch && triggers.includes("on_character_entered")) use.surface.act(block, element, { selected: { type: element.type, value: control.value } });
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || !use.field?.dispatch || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    send(use, control, { selected: { type: element.type, value: control.value } });
  });
  if (element.focus_on_load) control.dataset.first = "";
  return control;
}

function dated(type, name, read = (value) => value || null, show = (value) => value ?? "") {
  return (use) => {
    const state = initial(use, { [name]: use.element[name.replace("selected", "initial")] ?? null });
    const control = h("input", { type, ...describe(use), class: "entry", data: { key: keyOf(use) }, value: show(state[name]) });
    control.addEventListener("change", () => entered(use, control, { [name]: read(control.value) }));
    return control;
  };
}

function oneOption(use) {
  const state = initial(use, { selected_option: use.element.initial_option ?? null });
  return chooser(use, describe(use), keyOf(use), state, (control, option) => entered(use, control, { selected_option: option }));
}

function group(kind) {
  return (use) => {
    const many = kind === "checkbox";
    const name = many ? "selected_options" : "selected_option";
    const state = initial(use, { [name]: many ? use.element.initial_options ?? [] : use.element.initial_option ?? null });
    const before = many ? state.selected_options : [state.selected_option].filter(Boolean);
    return choices(use, kind, keyOf(use), before, (control, options) => entered(use, control, { [name]: many ? options : options[0] ?? null }));
  };
}

function placeOf(what, state) {
  return (use) => {
    const kept = initial(use, { [`selected_${state}`]: use.element[`initial_${state}`] ?? null });
    return onePlace(use, what, describe(use), keyOf(use), kept[`selected_${state}`],
      (control, id) => entered(use, control, { [`selected_${state}`]: id }));
  };
}

function placesOf(what, state) {
  return (use) => {
    const kept = initial(use, { [`selected_${state}`]: use.element[`initial_${state}`] ?? [] });
    return manyPlaces(use, what, keyOf(use), kept[`selected_${state}`] ?? [],
      (control, ids) => entered(use, control, { [`selected_${state}`]: ids }));
  };
}

function files(use) {
  const kept = initial(use, { files: [] });
  return fileInput(use, describe(use), keyOf(use), kept.files ?? [], (chosen) => use.surface.enter(use.block, use.element, { files: chosen }));
}

function feedback(use) {
  const press = (option) => (event) => send(use, event.currentTarget, { value: option.value });
  return h("span", { class: "feedback" }, ["positive_button", "negative_button"].map((name) => {
    const option = use.element[name];
    return button(words(option.text), press(option), { class: "button small", "aria-label": option.accessibility_label, data: { key: `${keyOf(use)}/${name}` } });
  }));
}

function iconButton(use) {
  const { element } = use;
  const visible = element.visible_to_user_ids;
  if (visible?.length && !visible.includes(use.viewer)) return null;
  return button(words(element.text), (event) => send(use, event.currentTarget, { value: element.value }),
    { class: "button small", "aria-label": element.accessibility_label, data: { key: keyOf(use) } });
}

const BUILDERS = {
  button: pressButton,
  workflow_button: pressButton,
  overflow,
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  datepicker: dated("date", "selected_date"),
  timepicker: dated("time", "selected_time"),
  datetimepicker: dated("datetime-local", "selected_date_time", (value) => (value ? epochOf(value) : null), (epoch) => (epoch ? localInput(epoch) : "")),
  static_select: oneOption,
  radio_buttons: group("radio"),
  checkboxes: group("checkbox"),
  multi_static_select: group("checkbox"),
  users_select: placeOf("people", "user"),
  channels_select: placeOf("channels", "channel"),
  conversations_select: placeOf("conversations", "conversation"),
  multi_users_select: placesOf("people", "users"),
  multi_channels_select: placesOf("channels", "channels"),
  multi_conversations_select: placesOf("conversations", "conversations"),
  file_input: files,
  feedback_buttons: feedback,
  icon_button: iconButton,
};

/** Elements that are a group of controls, named by a legend instead of a label. */
export const GROUPS = new Set(["radio_buttons", "checkboxes", "multi_static_select", "multi_users_select", "multi_channels_select", "multi_conversations_select"]);

/** The node of an element; a quiet note for a type this page does not know. */
export function element(use) {
  const build = BUILDERS[use.element?.type];
  return build ? build(use) : h("span", { class: "unknown" }, `This page cannot show “${use.element?.type}”.`);
}
