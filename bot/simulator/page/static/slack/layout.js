// Which columns are open. Wide windows show all; in narrower ones the outer columns are drawers over the conversation.

import { announce } from "../base/state.js";

const ROOM_OUTSIDE = matchMedia("(min-width: 70rem)");
const $ = (id) => document.getElementById(id);
let beforeDrawer = null;

function outsideOpen() {
  return !$("desk").classList.contains("no-outside");
}

function setOutside(open) {
  $("desk").classList.toggle("no-outside", !open);
  $("toggle-outside").setAttribute("aria-expanded", String(open));
  if (open) announce("refresh", "outside");
}

function setSide(open) {
  $("desk").classList.toggle("side-open", open);
  $("open-side").setAttribute("aria-expanded", String(open));
}

function drawScrim() {
  const drawer = (outsideOpen() && !ROOM_OUTSIDE.matches) || $("desk").classList.contains("side-open");
  $("scrim").hidden = !drawer;
}

/** Open one drawer ("side", "outside") in a narrow window, or close them all (null). */
export function narrow(which) {
  setSide(which === "side");
  if (!ROOM_OUTSIDE.matches) setOutside(which === "outside");
  drawScrim();
  if (which) {
    beforeDrawer = document.activeElement;
    $(which).querySelector("button, select, [tabindex]")?.focus();
  } else if (beforeDrawer?.isConnected) {
    beforeDrawer.focus();
    beforeDrawer = null;
  }
}

function toggleOutside() {
  const covered = $("desk").classList.contains("with-thread") && !matchMedia("(min-width: 100rem)").matches && ROOM_OUTSIDE.matches;
  if (covered && outsideOpen()) {
    $("thread").querySelector("[aria-label='Close thread']")?.click();
    return;
  }
  if (ROOM_OUTSIDE.matches) setOutside(!outsideOpen());
  else narrow(outsideOpen() ? null : "outside");
}

/** Wire the buttons and follow the window's width. */
export function startLayout() {
  const fit = () => {
    setOutside(ROOM_OUTSIDE.matches);
    setSide(false);
    drawScrim();
  };
  fit();
  ROOM_OUTSIDE.addEventListener("change", fit);
  $("toggle-outside").addEventListener("click", toggleOutside);
  $("open-side").addEventListener("click", () => narrow("side"));
  $("scrim").addEventListener("click", () => narrow(null));
  document.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && !$("scrim").hidden && narrow(null));
}
