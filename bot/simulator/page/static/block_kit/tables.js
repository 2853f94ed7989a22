// The blocks that show rows: table, and data_table with its pages.

import { button, h } from "../base/dom.js";
import { richText } from "../text/richtext.js";

function cell(content) {
  if (!content) return "";
  if (content.type === "rich_text") return richText(content);
  if (content.type === "raw_number") return content.text ?? String(content.value);
  return content.text ?? "";
}

const isNumber = (content) => content?.type === "raw_number";

function align(content, setting) {
  if (setting?.align) return `align-${setting.align}`;
  return isNumber(content) ? "align-right" : "";
}

/** Settings of a table's columns; a column of numbers stands right, its head too. */
function columns(given, body) {
  const width = body[0]?.length ?? 0;
  const numeric = (index) => body.every((contents) => isNumber(contents[index]));
  return Array.from({ length: width }, (_, index) => given[index] ?? (numeric(index) ? { align: "right" } : {}));
}

function row(contents, { head = false, settings = [], rowHeader = -1 }) {
  return h("tr", {}, contents.map((content, index) => {
    const tag = head || index === rowHeader ? "th" : "td";
    const scope = { th: head ? "col" : "row" }[tag];
    const wrap = settings[index]?.is_wrapped ? " wrapped" : "";
    return h(tag, { scope, class: align(content, settings[index]) + wrap }, cell(content));
  }));
}

function scroller(label, table) {
  return h("div", { class: "table-scroll", role: "region", tabindex: 0, "aria-label": label }, table);
}

/** A table block; its first row is the header. */
export function table(block) {
  const [head, ...body] = block.rows ?? [];
  const settings = columns(block.column_settings ?? [], body);
  return scroller("Table", h("table", {},
    h("thead", {}, row(head ?? [], { head: true, settings })),
    h("tbody", {}, body.map((contents) => row(contents, { settings })))));
}

function pager(state, pages, total, size, turn) {
  const first = state.page * size + 1;
  const last = Math.min(total, first + size - 1);
  const place = h("span", { "aria-live": "polite" }, `${first}–${last} of ${total}`);
  const previous = button("Previous", () => turn(-1), { class: "button small", disabled: state.page === 0, data: { key: "previous" } });
  const next = button("Next", () => turn(1), { class: "button small", disabled: state.page >= pages - 1, data: { key: "next" } });
  return h("div", { class: "pager" }, previous, place, next);
}

/** A data_table block with a caption and pages; `state` remembers the page over a refresh. */
export function dataTable(block, state) {
  const [head, ...body] = block.rows ?? [];
  const size = block.page_size ?? 10;
  const pages = Math.max(1, Math.ceil(body.length / size));
  const settings = columns([], body);
  const root = h("div", { class: "data-table" });
  const draw = () => {
    state.page = Math.min(state.page ?? 0, pages - 1);
    const shown = body.slice(state.page * size, (state.page + 1) * size);
    const rowHeader = block.row_header_column_index ?? -1;
    const rows = h("table", {}, h("caption", {}, block.caption), h("thead", {}, row(head ?? [], { head: true, settings })),
      h("tbody", {}, shown.map((contents) => row(contents, { rowHeader, settings }))));
    const foot = pages > 1 ? pager(state, pages, body.length, size, turn) : null;
    root.replaceChildren(...[scroller(block.caption, rows), foot].filter(Boolean));
  };
  const turn = (by) => {
    state.page += by;
    draw();
    (root.querySelector(by > 0 ? "[data-key=next]:enabled" : "[data-key=previous]:enabled") ?? root.querySelector(".pager button:enabled"))?.focus();
  };
  draw();
  return root;
}
