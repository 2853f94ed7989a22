// Slack's rich_text blocks as nodes.

import { h } from "../base/dom.js";
import { emojiOf } from "../base/emoji.js";
import { channelChip, dateNode, link, personChip } from "./mrkdwn.js";

const WRAPPERS = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u" };

function withStyle(node, style = {}) {
  return Object.entries(WRAPPERS).reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}

function emoji(element) {
  const points = String(element.unicode ?? "").split("-").map((code) => Number.parseInt(code, 16));
  if (points.every((point) => point > 0 && point <= 0x10ffff)) return String.fromCodePoint(...points);
  return emojiOf(element.name) ?? `:${element.name}:`;
}

const ELEMENTS = {
  text: (element) => element.text,
  link: (element) => link(element.url, element.text || element.url),
  user: (element) => personChip(element.user_id),
  channel: (element) => channelChip(element.channel_id),
  usergroup: (element) => h("span", { class: "chip" }, `@${element.usergroup_id}`),
  broadcast: (element) => h("span", { class: "chip broadcast" }, `@${element.range}`),
  emoji,
  date: (element) => dateNode(element.timestamp, element.format ?? "{date_short} {time}", element.url),
  color: (element) => h("code", {}, element.value),
};

function run(elements = []) {
  return elements.map((element) => withStyle(ELEMENTS[element.type]?.(element) ?? element.text ?? "", element.style));
}

function list(block) {
  const tag = block.style === "ordered" ? "ol" : "ul";
  const attributes = { class: `rich-list indent-${Math.min(block.indent ?? 0, 8)}${block.border ? " bordered" : ""}` };
  if (tag === "ol" && block.offset) attributes.start = block.offset + 1;
  return h(tag, attributes, (block.elements ?? []).map((section) => h("li", {}, run(section.elements))));
}

const PARTS = {
  rich_text_section: (part) => h("div", { class: "run" }, run(part.elements)),
  rich_text_list: list,
  rich_text_preformatted: (part) => h("pre", {}, run(part.elements)),
  rich_text_quote: (part) => h("blockquote", {}, run(part.elements)),
};

/** A rich_text block as a node. */
export function richText(block) {
  return h("div", { class: "text rich" }, (block.elements ?? []).map((part) => PARTS[part.type]?.(part)));
}
