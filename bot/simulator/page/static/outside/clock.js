// The workspace's clock, which can be moved forward.

import { get, post } from "../base/api.js";
import { button, h, whileBusy } from "../base/dom.js";
import { announce, app, myZone, nowMs } from "../base/state.js";
import { dateWeekday, timeOf } from "../base/times.js";

const STEPS = [["+1 hour", 3_600], ["+1 day", 86_400], ["+3 days", 259_200]];
let face = null;

function set(answer) {
  app.aheadMs = Date.parse(answer.now) - Date.now();
  tick();
}

function tick() {
  if (!face) return;
  const now = nowMs();
  face.replaceChildren(h("strong", {}, `${dateWeekday(now)}, ${timeOf(now)}`), h("span", { class: "quiet" }, myZone().replaceAll("_", " ")));
  face.setAttribute("datetime", new Date(now).toISOString());
}

function move(seconds) {
  return (event) => whileBusy(event.currentTarget, async () => {
    set(await post("/ui/clock", { seconds }));
    announce("refresh", "clock");
  });
}

/** The clock with its buttons. */
export function clockNode() {
  face = h("time", { class: "clock-face", role: "timer", "aria-label": "Time in the workspace" });
  const node = h("section", { class: "clock", "aria-label": "Move time forward" },
    h("div", { class: "clock-words" }, h("span", { class: "quiet" }, "Time here"), face),
    h("div", { class: "clock-steps" }, STEPS.map(([label, seconds]) => button(label, move(seconds), { class: "button small" }))));
  tick();
  return node;
}

/** Fetch the clock; the browser's own is shown where the server has none. */
export async function refreshClock() {
  set(await get("/ui/clock"));
}

/** Draw the clock again every few seconds. */
export function startClock() {
  setInterval(tick, 10_000);
}

export { tick as redrawClock };
