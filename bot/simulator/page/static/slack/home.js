// The app's Home view for the acting person.

import { get, post } from "../base/api.js";
import { blocks } from "../block_kit/blocks.js";
import { h, keepingFocus } from "../base/dom.js";
import { announce, app } from "../base/state.js";
import { Surface } from "../block_kit/surface.js";

let surface = null;
let shown = null;

function draw(view) {
  const root = document.getElementById("home");
  const mark = view && app.user + view.id + view.hash + JSON.stringify(view.blocks);
  if (mark && mark === shown) return;
  shown = mark;
  if (!view) {
    root.replaceChildren(h("div", { class: "empty" }, h("h2", {}, "Nothing here yet"), h("p", {}, "The app shows your queue here as soon as it answers.")));
    return;
  }
  if (surface?.container.view_id !== view.id) {
    surface = new Surface({ type: "view", view_id: view.id }, { kept: view.state?.values ?? {}, after: refreshed });
  }
  surface.forgetAllBut(view.blocks);
  keepingFocus(root, () => root.replaceChildren(h("div", { class: "home-sheet" }, blocks(view.blocks, surface))));
}

async function refreshed() {
  announce("refresh", `views:${app.user}`);
  await refreshHome();
}

/** Show Home as it is now, without telling the app. */
export async function refreshHome() {
  const user = app.user;
  const { view } = await get("/ui/home", { user });
  if (user === app.user) draw(view);
}

/** Open Home, which tells the app so that it can bring it up to date. */
export async function openHome() {
  const user = app.user;
  const { view } = await post("/ui/home", { user });
  if (user === app.user) draw(view);
}
