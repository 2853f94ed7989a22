// Small windows that ask yes or no.

import { button, freshId, h } from "../base/dom.js";
import { textObject, words } from "../text/mrkdwn.js";

/** Ask; true for the confirming button, false for the other one and for Escape. */
export function ask({ title, text, confirm = "Yes", deny = "Cancel", style = "primary" }) {
  return new Promise((resolve) => {
    const id = freshId("ask");
    const dialog = h("dialog", { class: "ask", role: "alertdialog", "aria-modal": "true", "aria-labelledby": id, "aria-describedby": `${id}-text` });
    const opener = document.activeElement;
    const answer = (yes) => {
      dialog.close();
      dialog.remove();
      opener?.focus?.();
      resolve(yes);
    };
    dialog.append(
      h("h2", { id }, title), h("div", { class: "text", id: `${id}-text` }, text),
      h("div", { class: "ask-buttons" }, button(deny, () => answer(false)), button(confirm, () => answer(true), { class: `button ${style}` })));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      answer(false);
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      answer(false);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("button").focus();
  });
}

/** Ask what a Block Kit confirm object asks; true at once where there is none. */
export function confirmed(object) {
  if (!object) return Promise.resolve(true);
  return ask({
    title: words(object.title), text: textObject(object.text),
    confirm: words(object.confirm) || "Yes", deny: words(object.deny) || "No",
    style: object.style === "danger" ? "danger" : "primary",
  });
}
