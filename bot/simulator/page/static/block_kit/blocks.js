// Block Kit's blocks as nodes.

import { chart } from "./charts.js";
import { freshId, h } from "../base/dom.js";
import { element, GROUPS } from "./elements.js";
import { markdown } from "../text/markdown.js";
import { link, textObject, words } from "../text/mrkdwn.js";
import { richText } from "../text/richtext.js";
import { app } from "../base/state.js";
import { dataTable, table } from "./tables.js";

const LEVELS = { info: "ℹ", warning: "⚠", error: "⛔", success: "✓" };

function ownAddress(address) {
  try {
    const url = new URL(address, location.href);
    return url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

/** An image of this server; of any other, its description and a link: the page loads nothing from elsewhere. */
export function image({ image_url: address, alt_text: words_, title }, kind = "picture") {
  const source = ownAddress(address ?? "");
  const alt = words_ ?? "";
  if (source) return h("img", { src: source, alt, class: kind, title: title && words(title) });
  return h("span", { class: "picture-words" }, "Picture: ", address ? link(address, alt || "Image") : alt || "Image");
}

function use(surface, block, part, field) {
  return element({ surface, block, element: part, field, viewer: app.user });
}

function section(block, surface) {
  const accessory = block.accessory && (block.accessory.type === "image" ? image(block.accessory, "thumb") : use(surface, block, block.accessory));
  const fields = block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "text" }, textObject(field))));
  const body = h("div", { class: "section-body" }, block.text && h("div", { class: "text" }, textObject(block.text)), fields);
  return h("div", { class: accessory ? "section with-accessory" : "section" }, body, accessory && h("div", { class: "accessory" }, accessory));
}

function context(block) {
  return h("div", { class: "context" }, (block.elements ?? []).map((part) => (part.type === "image" ? image(part, "icon") : h("span", { class: "text" }, textObject(part)))));
}

function actions(block, surface) {
  return h("div", { class: "actions" }, (block.elements ?? []).map((part) => use(surface, block, part)));
}

function picture(block) {
  const address = block.image_url ?? block.slack_file?.url;
  return h("figure", { class: "image" }, block.title && h("figcaption", {}, textObject(block.title)), image({ ...block, image_url: address }));
}

function alert(block) {
  const level = LEVELS[block.level] ? block.level : "default";
  return h("div", { class: `alert ${level}`, role: level === "error" ? "alert" : "note" },
    LEVELS[level] ? h("span", { class: "alert-sign", "aria-hidden": "true" }, LEVELS[level]) : null, h("div", { class: "text" }, textObject(block.text)));
}

function card(block, surface) {
  const head = h("div", { class: "card-head" }, block.icon && image(block.icon, "icon"), h("div", {},
    block.title && h("div", { class: "card-title text" }, textObject(block.title)),
    block.subtitle && h("div", { class: "quiet text" }, textObject(block.subtitle))));
  return h("div", { class: "card" }, block.hero_image && image(block.hero_image), head,
    block.body && h("div", { class: "text" }, textObject(block.body)),
    block.actions?.length ? actions({ ...block, elements: block.actions }, surface) : null);
}

function optionalMark(block) {
  return block.optional ? h("span", { class: "optional" }, " (optional)") : null;
}

function input(block, surface) {
  const id = freshId("field");
  const field = { id, about: `${id}-hint ${id}-error`, required: !block.optional, dispatch: Boolean(block.dispatch_action) };
  const control = use(surface, block, block.element, field);
  const hint = h("p", { class: "hint", id: `${id}-hint` }, block.hint ? textObject(block.hint) : []);
  const error = h("p", { class: "field-error", id: `${id}-error`, "aria-live": "polite" });
  const label = [textObject(block.label), optionalMark(block)];
  const data = { block: block.block_id };
  if (GROUPS.has(block.element.type)) return h("fieldset", { class: "input", data, "aria-describedby": field.about }, h("legend", {}, label), control, hint, error);
  return h("div", { class: "input", data }, h("label", { for: id }, label), control, hint, error);
}

function carousel(block, surface) {
  return h("div", { class: "carousel", tabindex: 0, role: "region", "aria-label": "Cards" }, (block.elements ?? []).map((part) => card(part, surface)));
}

const BLOCKS = {
  carousel,
  section,
  context,
  actions,
  input,
  alert,
  card,
  table,
  divider: () => h("hr"),
  header: (block) => h("h3", { class: "heading" }, textObject(block.text)),
  image: picture,
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  context_actions: actions,
  data_table: (block, surface) => dataTable(block, surface.page(block)),
  data_visualization: chart,
};

/** One block as a node; a quiet note for a type this page does not know. */
export function blockNode(block, surface) {
  const build = BLOCKS[block.type];
  return h("div", { class: `block of-${block.type}` }, build ? build(block, surface) : h("p", { class: "unknown" }, `This page cannot show a “${block.type}” block.`));
}

/** All blocks of a surface. */
export function blocks(list, surface) {
  return h("div", { class: "blocks", data: { surface: "" } }, list.map((block) => blockNode(block, surface)));
}
