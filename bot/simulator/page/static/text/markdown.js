// The subset of standard Markdown that Slack's markdown block shows, as nodes.

import { h } from "../base/dom.js";
import { withEmoji } from "../base/emoji.js";
import { link } from "./mrkdwn.js";

const INLINE = [
  [/`([^`\n]+)`/, (found) => h("code", {}, found[1])],
  [/!?\[([^\]\n]*)\]\(([^()\s]+)(?: "[^"]*")?\)/, (found) => link(found[2], found[1] || found[2])],
  [/<(https?:\/\/[^\s<>]+|mailto:[^\s<>]+)>/, (found) => link(found[1], found[1])],
  [/https?:\/\/[^\s<>()]+[^\s<>().,;:!?]/, (found) => link(found[0], found[0])],
  [/\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<![\p{L}\p{N}])__(?=\S)(.+?)(?<=\S)__(?![\p{L}\p{N}])/u, (found) => h("strong", {}, spans(found[1] ?? found[2]))],
  [/~~(?=\S)(.+?)(?<=\S)~~/, (found) => h("s", {}, spans(found[1]))],
  [/\*(?=[^\s*])(.+?)(?<=[^\s*])\*|(?<![\p{L}\p{N}])_(?=\S)(.+?)(?<=\S)_(?![\p{L}\p{N}])/u, (found) => h("em", {}, spans(found[1] ?? found[2]))],
];

function earliest(text) {
  let best = null;
  for (const [pattern, build] of INLINE) {
    const found = pattern.exec(text);
    if (found && (!best || found.index < best.found.index)) best = { found, build };
  }
  return best;
}

function unescaped(text) {
  return withEmoji(text.replace(/\\([\\`*_{}[\]()#+\-.!~>|])/g, "$1"));
}

function spans(text) {
  const first = earliest(text);
  if (!first) return [unescaped(text)];
  const { found, build } = first;
  return [unescaped(text.slice(0, found.index)), build(found), ...spans(text.slice(found.index + found[0].length))];
}

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());

function listFrom(lines) {
  const [, indent, mark] = ITEM.exec(lines[0]);
  const items = [];
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item && item[1].length <= indent.length) items.push({ text: item[3], below: [] });
    else if (item || !items.length) items.at(-1)?.below.push(line);
    else items.at(-1).text += `\n${line.trim()}`;
  }
  const nodes = items.map((item) => h("li", {}, task(item.text), item.below.length ? listFrom(item.below) : null));
  return /\d/.test(mark) ? h("ol", { start: Number.parseInt(mark, 10) }, nodes) : h("ul", {}, nodes);
}

function task(text) {
  const found = /^\[([ xX])\]\s+(.*)$/s.exec(text);
  return found ? [found[1] === " " ? "☐ " : "☑ ", ...spans(found[2])] : spans(text);
}

function tableFrom(lines) {
  const [head, , ...body] = lines.map(cells);
  const row = (tag, values) => h("tr", {}, values.map((cell) => h(tag, tag === "th" ? { scope: "col" } : {}, spans(cell))));
  return h("div", { class: "table-scroll", tabindex: 0, role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row("th", head)), h("tbody", {}, body.map((line) => row("td", line)))));
}

const isRule = (line) => /^\s*([-*_])(\s*\1){2,}\s*$/.test(line);
const isTable = (lines, at) => /\|/.test(lines[at]) && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "") && /-/.test(lines[at + 1]);

function takeWhile(lines, at, test) {
  let end = at;
  while (end < lines.length && test(lines[end], end)) end += 1;
  return lines.slice(at, end);
}

function fence(lines, at) {
  const body = takeWhile(lines, at + 1, (line) => !/^\s*```/.test(line));
  return { node: h("pre", {}, body.join("\n")), used: body.length + 2 };
}

function quote(lines, at) {
  const body = takeWhile(lines, at, (line) => /^\s*>/.test(line));
  return { node: h("blockquote", {}, blocksOf(body.map((line) => line.replace(/^\s*> ?/, "")))), used: body.length };
}

const startsBlock = (line) => !line.trim() || /^\s*(```|>|#{1,6}\s)/.test(line) || ITEM.test(line) || isRule(line);

function next(lines, at) {
  const line = lines[at];
  const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (/^\s*```/.test(line)) return fence(lines, at);
  if (heading) return { node: h(`h${Math.min(heading[1].length + 2, 6)}`, {}, spans(heading[2])), used: 1 };
  if (isRule(line)) return { node: h("hr"), used: 1 };
  if (/^\s*>/.test(line)) return quote(lines, at);
  if (isTable(lines, at)) {
    const rows = takeWhile(lines, at, (row) => /\|/.test(row));
    return { node: tableFrom(rows), used: rows.length };
  }
  if (ITEM.test(line)) {
    const items = takeWhile(lines, at, (item) => ITEM.test(item) || /^\s+\S/.test(item));
    return { node: listFrom(items), used: items.length };
  }
  const paragraph = takeWhile(lines, at, (row, index) => index === at || !startsBlock(row));
  return { node: h("p", {}, spans(paragraph.join("\n"))), used: paragraph.length };
}

function blocksOf(lines) {
  const nodes = [];
  for (let at = 0; at < lines.length;) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const { node, used } = next(lines, at);
    nodes.push(node);
    at += used;
  }
  return nodes;
}

/** Markdown as a node. */
export function markdown(text) {
  return h("div", { class: "text markdown" }, blocksOf(String(text ?? "").split(/\r?\n/)));
}
