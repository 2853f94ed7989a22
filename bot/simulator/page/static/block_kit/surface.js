// One place where blocks stand (a message, a modal, the Home view): what was entered there, and how its clicks are sent.

import { post } from "../base/api.js";
import { app } from "../base/state.js";

export class Surface {
  /** `container` is the /ui container; `kept` are values the server remembers; `after` runs when an action was taken. */
  constructor(container, { kept = {}, after = () => {} } = {}) {
    this.container = container;
    this.kept = kept;
    this.values = {};
    this.pages = {};
    this.after = after;
    this.touched = false;
  }

  /** What was entered for an element, else what the server remembers, else undefined. */
  value(block, element) {
    const own = this.values[block.block_id]?.[element.action_id];
    const state = own ?? this.kept[block.block_id]?.[element.action_id];
    return state?.type === element.type ? state : undefined;
  }

  /** Remember what was entered. */
  set(block, element, state) {
    this.values[block.block_id] ??= {};
    this.values[block.block_id][element.action_id] = { type: element.type, ...state };
  }

  /** Remember it as the person's own entry. */
  enter(block, element, state) {
    this.touched = true;
    this.set(block, element, state);
  }

  /** Forget what belonged to blocks that are no longer shown. */
  forgetAllBut(blocks) {
    const shown = new Set(blocks.map((block) => block.block_id));
    for (const id of Object.keys(this.values)) if (!shown.has(id)) delete this.values[id];
  }

  /** The page number of a data_table, as an object that its renderer changes. */
  page(block) {
    this.pages[block.block_id] ??= { page: 0 };
    return this.pages[block.block_id];
  }

  /** Tell the app that an element was used. */
  async act(block, element, extra) {
    await post("/ui/action", {
      user: app.user, container: this.container, block_id: block.block_id, action_id: element.action_id,
      state: this.values, ...extra,
    });
    await this.after();
  }
}

/** Show a sentence where the click happened. */
export function problemAt(node, sentence) {
  const place = node.closest("[data-surface]") ?? node.parentElement;
  place.querySelector(":scope > .problem")?.remove();
  const note = document.createElement("p");
  note.className = "problem";
  note.setAttribute("role", "alert");
  note.textContent = `⚠ ${sentence}`;
  place.append(note);
}
