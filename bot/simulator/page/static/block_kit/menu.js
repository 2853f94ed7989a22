// A menu that drops from a button.

import { h } from "../base/dom.js";

function place(menu, anchor) {
  const box = anchor.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.right - size.width, innerWidth - size.width - 8));
  const below = box.bottom + 4 + size.height <= innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - size.height - 4)}px`;
}

function step(menu, key) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[key];
  if (to === undefined) return false;
  items[(to + items.length) % items.length].focus();
  return true;
}

function close(menu, anchor) {
  menu.remove();
  anchor.setAttribute("aria-expanded", "false");
}

function item(menu, anchor, { label, about, run }) {
  const choose = () => {
    close(menu, anchor);
    anchor.focus();
    run();
  };
  return h("button", { type: "button", role: "menuitem", class: "menu-item", "aria-label": label, on: { click: choose } },
    h("span", {}, label), about ? h("span", { class: "quiet" }, about) : null);
}

/** Open a menu of `items` ({label, about?, run}) at `anchor`. */
export function openMenu(anchor, items, label) {
  if (anchor.getAttribute("aria-expanded") === "true") return;
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, popover: "auto" });
  menu.append(...items.map((entry) => item(menu, anchor, entry)));
  (anchor.closest("dialog") ?? document.body).append(menu);
  menu.addEventListener("toggle", (event) => event.newState === "closed" && close(menu, anchor));
  menu.addEventListener("keydown", (event) => {
    if (step(menu, event.key)) event.preventDefault();
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close(menu, anchor);
      anchor.focus();
    }
  });
  anchor.setAttribute("aria-expanded", "true");
  menu.showPopover();
  place(menu, anchor);
  menu.querySelector("[role=menuitem]")?.focus();
}
