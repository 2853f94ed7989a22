// Slack's mrkdwn as nodes. Tokens (<…>) and code become atoms first, then styles are read around them; what is
// left is decoded and put in as text nodes, so no text can become markup.

import { h } from "../base/dom.js";
import { emojiOf, withEmoji } from "../base/emoji.js";
import { announce, app, channelOf, nameOf, placeName, userOf } from "../base/state.js";
import { datePattern, dateLong, timeOf } from "../base/times.js";

const OPEN = "\uE000";
const CLOSE = "\uE001";
const BROADCASTS = new Set(["channel", "here", "everyone"]);

/** Slack's three entities as characters. */
export function decoded(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

/** The address if it is http, https or mailto, else null. */
export function safeAddress(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens beside the page; its text alone when the address is not allowed. */
export function link(address, label) {
  const href = safeAddress(address);
  if (!href) return h("span", { class: "dead-link", title: "Not a web or mail address" }, label);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, label);
}

/** A chip that names a person. */
export function personChip(id, label) {
  const name = userOf(id) || id === app.workspace.app?.user_id ? nameOf(id) : label || id;
  return h("span", { class: id === app.user ? "chip person self" : "chip person" }, `@${name}`);
}

/** A chip that names a channel and leads there. */
export function channelChip(id, label) {
  const channel = channelOf(id);
  const name = channel ? placeName(channel) : `#${label || id}`;
  if (!channel) return h("span", { class: "chip" }, name);
  return h("button", { type: "button", class: "chip place-chip", on: { click: () => announce("go", { place: id }) } }, name);
}

/** A moment in the reader's zone, with the exact one as its title. */
export function dateNode(epoch, pattern, url) {
  const ms = epoch * 1000;
  const time = h("time", { datetime: new Date(ms).toISOString(), title: `${dateLong(ms)}, ${timeOf(ms)}` }, datePattern(epoch, pattern));
  return url ? link(url, time) : time;
}

function special(body) {
  const [command, ...rest] = body.split("^");
  if (command === "date" && /^\d{1,12}$/.test(rest[0] ?? "")) {
    const [tail] = rest.slice(2, 3);
    const pattern = (rest[1] ?? "").split("|")[0];
    return dateNode(Number(rest[0]), decoded(pattern), tail ? tail.split("|")[0] : null);
  }
  const [name, label] = command.split("|");
  if (BROADCASTS.has(name)) return h("span", { class: "chip broadcast" }, `@${name}`);
  const group = rest[0]?.split("|")[1] ?? label ?? command;
  return h("span", { class: "chip" }, decoded(group));
}

function token(body) {
  const kind = body[0];
  const cut = body.indexOf("|");
  const target = cut < 0 ? body : body.slice(0, cut);
  const label = cut < 0 ? "" : decoded(body.slice(cut + 1));
  if (kind === "@") return personChip(target.slice(1), label.replace(/^@/, ""));
  if (kind === "#") return channelChip(target.slice(1), label);
  if (kind === "!") return special(body.slice(1));
  const address = decoded(target);
  return link(address, label || address.replace(/^mailto:/, ""));
}

/** The words of a token, for places where nothing may be a link. */
function tokenWords(body) {
  return token(body).textContent;
}

function codeWords(text) {
  return decoded(text.replace(/<([^<>\n]+)>/g, (_, body) => tokenWords(body)));
}

class Atoms {
  constructor() {
    this.nodes = [];
  }

  hold(node) {
    this.nodes.push(node);
    return `${OPEN}${this.nodes.length - 1}${CLOSE}`;
  }

  /** Text with held atoms, as nodes. */
  release(text) {
    return text.split(/(\uE000\d+\uE001)/).filter(Boolean).map((part) => {
      const held = /^\uE000(\d+)\uE001$/.exec(part);
      return held ? this.nodes[Number(held[1])] : decoded(part);
    });
  }
}

function bareLink(atoms, match) {
  const address = match.replace(/[.,;:!?'")\]]+$/, "");
  const url = decoded(address);
  return atoms.hold(link(url, url)) + match.slice(address.length);
}

const STYLES = { "*": "strong", _: "em", "~": "s" };
const STYLED = /(?<![\p{L}\p{N}\\])([*_~])(?=\S)((?:(?!\1)[^\n])*?)(?<=\S)\1(?![\p{L}\p{N}])/u;

function styled(text, atoms) {
  const found = STYLED.exec(text);
  if (!found || !found[2]) return atoms.release(text);
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return [...atoms.release(before), h(STYLES[found[1]], {}, styled(found[2], atoms)), ...styled(after, atoms)];
}

/** One run of mrkdwn without blocks (code fences, quotes), as nodes. */
export function inline(text, { links = true } = {}) {
  const atoms = new Atoms();
  const held = text
    .replace(/[\uE000\uE001]/g, "")
    .replace(/`([^`\n]+)`/g, (_, code) => atoms.hold(h("code", {}, codeWords(code))))
    .replace(/<([^<>\n]+)>/g, (_, body) => atoms.hold(token(body)))
    .replace(links ? /https?:\/\/[^\s<>\uE000|]+/g : /(?!)/g, (match) => bareLink(atoms, match))
    .replace(/:([a-z0-9_+-]+):/g, (whole, name) => (emojiOf(name) ? atoms.hold(emojiOf(name)) : whole));
  return styled(held, atoms);
}

const QUOTE = /^(?:&gt;|>) ?/;

function quoted(lines, options) {
  const parts = [];
  let run = [];
  let inQuote = false;
  const flush = () => {
    if (!run.length) return;
    const words = inline(run.join("\n"), options);
    parts.push(inQuote ? h("blockquote", {}, words) : h("span", { class: "run" }, words));
    run = [];
  };
  for (const line of lines) {
    const quote = QUOTE.test(line);
    if (quote !== inQuote) flush();
    inQuote = quote;
    run.push(quote ? line.replace(QUOTE, "") : line);
  }
  flush();
  return parts;
}

/** Whole mrkdwn text as nodes: code fences, quotes, and the runs between them. */
export function mrkdwn(text, options = {}) {
  const parts = String(text ?? "").split(/```\n?([\s\S]*?)\n?```/);
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [h("pre", {}, codeWords(part))];
    let run = index > 0 ? part.replace(/^\n/, "") : part;
    if (index < parts.length - 1) run = run.replace(/\n$/, "");
    return run ? quoted(run.split("\n"), options) : [];
  });
}

/** A text object (plain_text or mrkdwn) as nodes. */
export function textObject(object) {
  if (!object) return [];
  if (typeof object === "string") return [object];
  if (object.type === "mrkdwn") return mrkdwn(object.text, { links: !object.verbatim });
  return [object.emoji === false ? object.text : withEmoji(object.text)];
}

/** The words of a text object, for titles and labels. */
export function words(object) {
  return h("span", {}, textObject(object)).textContent;
}
