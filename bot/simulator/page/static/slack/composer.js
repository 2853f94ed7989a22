// Where people write: ordinary text and slash commands, with hints, history, and drafts that survive everything.

import { post } from "../base/api.js";
import { button, freshId, h, whileBusy } from "../base/dom.js";
import { announce, app, people, nameOf } from "../base/state.js";

const REMEMBERED = 50;

function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

function remember(text) {
  const key = `history:${app.user}`;
  const kept = stored(key).filter((entry) => entry !== text);
  sessionStorage.setItem(key, JSON.stringify([...kept, text].slice(-REMEMBERED)));
}

const commandOf = (text) => /^(\/\S+)/.exec(text)?.[1] ?? null;

export class Composer {
  /** `place` answers {channel, thread?} of what is shown now; `label` names the text box. */
  constructor(place, { threaded = false } = {}) {
    this.place = place;
    this.threaded = threaded;
    this.back = 0; // how many steps back in the history
    this.active = -1; // the marked hint
    this.list = freshId("hints");
    this.build();
  }

  build() {
    this.hints = h("div", { class: "hints", role: "listbox", id: this.list, "aria-label": "Suggestions", hidden: true });
    this.usage = h("p", { class: "usage quiet", "aria-live": "polite" });
    this.box = h("textarea", {
      class: "entry compose", rows: 1, role: "combobox", "aria-expanded": "false", "aria-controls": this.list, "aria-autocomplete": "list",
      on: { input: () => this.typed(), keydown: (event) => this.key(event), blur: () => setTimeout(() => this.hide(), 150) },
    });
    this.send = button("Send", () => this.submit(), { class: "button primary send" });
    this.problem = h("p", { class: "problem", role: "alert", hidden: true });
    this.closed = h("div", { class: "composer-closed", hidden: true });
    this.row = h("div", { class: "compose-row" }, this.box, this.send);
    this.node = h("div", { class: "composer" }, this.hints, this.problem, this.row, this.closed, this.usage);
  }

  get draftKey() {
    const { channel, thread } = this.place();
    return `draft:${app.user}:${channel}:${thread ?? ""}`;
  }

  /** Show the draft of the place that is shown now, under its name; `instead` stands where nobody may write. */
  enter(label, instead = null) {
    this.box.setAttribute("aria-label", label);
    this.box.placeholder = label;
    this.box.disabled = Boolean(instead);
    this.row.hidden = Boolean(instead);
    this.closed.hidden = !instead;
    this.closed.replaceChildren(...(instead ?? []));
    this.set(sessionStorage.getItem(this.draftKey) ?? "");
    this.say(null);
    this.back = 0;
  }

  set(text) {
    this.box.value = text;
    this.grow();
    this.hintFor(text);
  }

  grow() {
    this.box.style.height = "auto";
    if (this.box.scrollHeight) this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 220)}px`;
  }

  typed() {
    sessionStorage.setItem(this.draftKey, this.box.value);
    this.grow();
    this.say(null);
    this.hintFor(this.box.value);
  }

  say(sentence) {
    this.problem.hidden = !sentence;
    this.problem.textContent = sentence ? `⚠ ${sentence}` : "";
  }

  hintFor(text) {
    const command = app.workspace.commands.find((entry) => entry.command === commandOf(text));
    this.usage.textContent = command ? `${command.command} ${command.usage_hint ?? ""}` : "";
    const offers = this.offers(text);
    this.active = offers.length ? 0 : -1;
    this.hints.replaceChildren(...offers.map((offer, index) => this.offer(offer, index)));
    this.hints.hidden = !offers.length;
    this.box.setAttribute("aria-expanded", String(offers.length > 0));
    this.mark();
  }

  offers(text) {
    if (document.activeElement !== this.box) return [];
    if (/^\/\S*$/.test(text) && !this.threaded) {
      return app.workspace.commands.filter((entry) => entry.command.startsWith(text) && entry.command !== text)
        .map((entry) => ({ insert: `${entry.command} `, from: 0, name: `${entry.command} ${entry.usage_hint ?? ""}`, about: entry.description }));
    }
    const mention = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(text.slice(0, this.box.selectionStart));
    if (!mention) return [];
    const wanted = mention[1].toLowerCase();
    const from = this.box.selectionStart - mention[1].length - 1;
    return people().filter((user) => `${user.name} ${nameOf(user.id)}`.toLowerCase().includes(wanted) && user.name !== wanted).slice(0, 6)
      .map((user) => ({ insert: `@${user.name} `, from, name: `@${user.name}`, about: nameOf(user.id) }));
  }

  offer(offer, index) {
    const node = h("div", { class: "hint-row", role: "option", id: `${this.list}-${index}` }, h("span", { class: "hint-name" }, offer.name), h("span", { class: "quiet" }, offer.about));
    node.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.take(offer);
    });
    node.offer = offer;
    return node;
  }

  mark() {
    [...this.hints.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === this.active)));
    if (this.active >= 0) this.box.setAttribute("aria-activedescendant", `${this.list}-${this.active}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  take(offer) {
    const after = this.box.value.slice(this.box.selectionStart);
    this.box.value = this.box.value.slice(0, offer.from) + offer.insert + after.replace(/^\s/, "");
    const caret = offer.from + offer.insert.length;
    this.box.setSelectionRange(caret, caret);
    this.typed();
    this.box.focus();
  }

  hide() {
    this.hints.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.active = -1;
    this.mark();
  }

  key(event) {
    if (event.isComposing) return;
    if (!this.hints.hidden && this.hintKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (["ArrowUp", "ArrowDown"].includes(event.key) && (this.box.value === "" || this.back > 0)) {
      this.recall(event);
    }
  }

  hintKey(event) {
    const rows = this.hints.children;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      this.active = (this.active + moves[event.key] + rows.length) % rows.length;
      this.mark();
    } else if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0 && !event.shiftKey) this.take(rows[this.active].offer);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  recall(event) {
    const past = stored(`history:${app.user}`);
    const back = this.back + (event.key === "ArrowUp" ? 1 : -1);
    if (back < 0 || back > past.length) return;
    event.preventDefault();
    this.back = back;
    this.set(back === 0 ? "" : past[past.length - back]);
    sessionStorage.setItem(this.draftKey, this.box.value);
    this.hide();
  }

  async submit() {
    const text = this.box.value.trim();
    if (!text || this.box.disabled) return;
    if (this.threaded && text.startsWith("/")) {
      this.say("Commands work in the channel, not in a thread.");
      return;
    }
    const key = this.draftKey;
    await whileBusy(this.send, () => this.deliver(text, key), (sentence) => this.say(sentence));
  }

  async deliver(text, key) {
    const { channel, thread } = this.place();
    this.hide();
    if (text.startsWith("/")) await post("/ui/command", { user: app.user, channel, text });
    else await post("/ui/message", { user: app.user, channel, text, ...(thread ? { thread_ts: thread } : {}) });
    remember(text);
    sessionStorage.removeItem(key);
    if (this.draftKey === key) {
      if (this.box.value.trim() === text) this.set("");
      this.back = 0;
      this.say(null);
      announce("sent", this.threaded);
    }
    announce("refresh", `messages:${channel}`);
    announce("refresh", `views:${app.user}`);
  }
}
