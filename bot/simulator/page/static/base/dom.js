// Builds the page out of nodes. Text only ever enters as text nodes, so nothing a person wrote becomes markup.

const SVG = "http://www.w3.org/2000/svg";

function put(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
  return node;
}

function assign(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "value") node.value = value;
  else if (name === "checked" || name === "selected" || name === "disabled") node[name] = Boolean(value);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** An HTML element with attributes, listeners (`on`), data attributes (`data`) and children. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  put(node, children);
  for (const [name, value] of Object.entries(attributes)) assign(node, name, value);
  return node;
}

/** An SVG element with attributes and children. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return put(node, children);
}

/** A text button. */
export function button(label, onClick, attributes = {}) {
  return h("button", { type: "button", class: "button", ...attributes, on: { click: onClick } }, label);
}

let serial = 0;

/** An id that no other element of the page has. */
export function freshId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

function caret(node) {
  try {
    return typeof node.selectionStart === "number" ? [node.selectionStart, node.selectionEnd] : null;
  } catch {
    return null;
  }
}

/** Replace what `root` shows, and give the focus back to the element with the same `data-key`. */
export function keepingFocus(root, change) {
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset?.key;
  const selection = active && caret(active);
  change();
  if (!key || root.contains(active)) return;
  const again = [...root.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (selection && caret(again)) again.setSelectionRange(...selection);
}

/** Run `work` once for any number of calls that come in while it runs, and once more after them. */
export function coalesced(work) {
  let running = null;
  let again = false;
  async function loop() {
    do {
      again = false;
      await work();
    } while (again);
  }
  return () => {
    if (running) {
      again = true;
      return running;
    }
    running = loop().finally(() => { running = null; });
    return running;
  };
}

/** A short sentence at the foot of the page that goes away by itself. */
export function toast(sentence, kind = "problem") {
  const note = h("p", { class: `toast ${kind}` }, sentence);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 7000);
}

/** Mark a control as busy while `work` runs; a second click meanwhile does nothing. Errors become `onError(sentence)`. */
export async function whileBusy(control, work, onError = toast) {
  if (control.getAttribute("aria-busy") === "true") return undefined;
  control.setAttribute("aria-busy", "true");
  try {
    return await work();
  } catch (error) {
    onError(error.sentence ?? "Something went wrong in this page.");
    if (!error.sentence) throw error;
    return undefined;
  } finally {
    control.removeAttribute("aria-busy");
  }
}

/** Size of a file in words. */
export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
