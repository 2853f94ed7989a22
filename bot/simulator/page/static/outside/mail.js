// The platform's legal desk: letters that came in, with their headers, text and attachments.

import { fileSize, h, keepingFocus } from "../base/dom.js";
import { changed, linked } from "./outside_parts.js";
import { moment } from "../base/times.js";
import { myZone } from "../base/state.js";

let shownLetter = null; // {id, node}: kept, so that an open PDF is not loaded again

const addressOf = (message, attachment) => `/outside/mail/${encodeURIComponent(message.id)}/attachment/${attachment.index}`;

function when(message) {
  const ms = Date.parse(message.date);
  return Number.isNaN(ms) ? message.date : moment(ms);
}

function twice(message, all) {
  const same = all.filter((other) => other.message_id && other.message_id === message.message_id);
  return same.length > 1 ? h("span", { class: "pill removed" }, "came twice") : null;
}

function entry(message, world, redraw) {
  const open = () => {
    world.letter = world.letter === message.id ? null : message.id;
    world.seenMail.add(message.id);
    redraw();
  };
  const fresh = !world.seenMail.has(message.id);
  return h("button", { type: "button", class: fresh ? "letter-head fresh" : "letter-head", "aria-expanded": String(world.letter === message.id), data: { key: `letter/${message.id}` }, on: { click: open } },
    h("strong", {}, message.subject || "(no subject)"), h("span", { class: "quiet" }, `${message.from} · ${when(message)}`), twice(message, world.mail));
}

function headers(message) {
  const rows = Object.entries(message.headers ?? {}).map(([name, value]) => [h("dt", {}, name), h("dd", {}, [value].flat().join("\n"))]);
  return h("details", { class: "headers" }, h("summary", {}, "All headers"), h("dl", {}, rows));
}

function attachment(message, part) {
  const address = addressOf(message, part);
  const label = part.mimetype === "application/pdf" ? "Open PDF" : "Open";
  const sheet = part.mimetype === "application/pdf" ? h("iframe", { src: `${address}#toolbar=0&navpanes=0&view=FitH`, class: "sheet", title: part.name, loading: "lazy" }) : null;
  return h("div", { class: "attachment" }, h("p", {}, part.name, h("span", { class: "quiet" }, ` ${fileSize(part.size)} `),
    h("a", { href: address, target: "_blank", rel: "noopener", class: "button small" }, label)), sheet);
}

function letter(message) {
  if (shownLetter?.id === message.id) return shownLetter.node;
  const facts = [["From", message.from], ["To", message.to], ["Date", message.date], ["Message-ID", message.message_id]];
  const node = h("div", { class: "letter" },
    h("dl", { class: "facts" }, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, [value].flat().join(", "))])),
    headers(message), h("pre", { class: "letter-text" }, linked(message.text)), (message.attachments ?? []).map((part) => attachment(message, part)));
  shownLetter = { id: message.id, node };
  return node;
}

/** Draw the tab of the legal desk; a letter opens below its head. */
export function drawMail(root, world, { redraw }) {
  if (!changed(root, [world.mail.map((message) => message.id), world.letter, [...world.seenMail], myZone()])) return;
  const items = world.mail.map((message) => {
    const known = root.querySelector(`[data-letter="${CSS.escape(String(message.id))}"]`);
    const item = known ?? h("li", { class: "letter-item", data: { letter: message.id } });
    const open = world.letter === message.id;
    const body = open ? letter(message) : null;
    if (item.querySelector(".letter-head")) item.querySelector(".letter-head").replaceWith(entry(message, world, redraw));
    else item.append(entry(message, world, redraw));
    const before = item.querySelector(".letter");
    if (before !== body) {
      before?.remove();
      if (body) item.append(body);
    }
    return item;
  });
  keepingFocus(root, () => {
    const list = root.querySelector(".letters") ?? h("ul", { class: "letters" });
    if (!items.length) root.replaceChildren(h("p", { class: "empty" }, "No letters have come in."));
    else if (!list.isConnected) root.replaceChildren(h("p", { class: "quiet" }, "What the platform’s mail server took in, newest first."), list);
    items.forEach((item, index) => list.children[index] !== item && list.insertBefore(item, list.children[index] ?? null));
  });
}

