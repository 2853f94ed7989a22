// The front door of the page: who acts, where they look, and what is fetched again when something changed.

import { get, post } from "./base/api.js";
import { redrawClock, refreshClock, startClock } from "./outside/clock.js";
import { Composer } from "./slack/composer.js";
import { button, coalesced, h, toast, whileBusy } from "./base/dom.js";
import { openHome, refreshHome } from "./slack/home.js";
import { openMenu } from "./block_kit/menu.js";
import { MessageList } from "./slack/messages.js";
import { forgetViews, refreshViews } from "./slack/modal.js";
import { narrow, startLayout } from "./slack/layout.js";
import { refreshOutside } from "./outside/outside.js";
import { drawSidebar } from "./slack/sidebar.js";
import { addressOf, app, channelOf, chooseUser, findPlace, HOME, nameOf, on, placeName, readAddress, reloadWorkspace } from "./base/state.js";
import { focusReply, refreshThread, threadToEnd } from "./slack/thread.js";

const $ = (id) => document.getElementById(id);
let list = null;
let composer = null;
let stream = null;

function told(work) {
  return async () => {
    try {
      await work();
    } catch (error) {
      if (!error.sentence) throw error;
      if (error.code !== "offline") toast(error.sentence);
    }
  };
}

function drawHead() {
  const channel = channelOf(app.place);
  const title = app.place === HOME ? "Home" : placeName(channel);
  $("place-title").textContent = title;
  $("place-about").textContent = app.place === HOME ? `${app.workspace.app?.name ?? "The app"}, for ${nameOf(app.user)}` : channel?.topic ?? "";
  document.title = `${title} · Takedown Desk`;
}

function buildConversation() {
  const log = h("div", { class: "log", role: "log", tabindex: 0, id: "messages" });
  list = new MessageList(log);
  composer = new Composer(() => ({ channel: app.place }));
  $("conversation").replaceChildren(log, composer.node);
}

async function markRead() {
  const channel = channelOf(app.place);
  if (!channel?.unread || document.hidden) return;
  await post("/ui/read", { user: app.user, channel: channel.id });
  channel.unread = 0;
  drawSidebar();
}

async function loadMessages() {
  const { user, place } = app;
  if (place === HOME || !place) return;
  const { messages } = await get("/ui/messages", { user, channel: place });
  if (user !== app.user || place !== app.place) return;
  list.show(`${user}:${place}`, messages, "No messages yet. Type / to see what the app can do.");
  await markRead();
}

async function loadWorkspace() {
  const user = app.user;
  await reloadWorkspace();
  if (user !== app.user) return;
  drawSidebar();
  drawHead();
}

const refresh = {
  messages: coalesced(told(loadMessages)),
  thread: coalesced(told(refreshThread)),
  views: coalesced(told(refreshViews)),
  home: coalesced(told(refreshHome)),
  workspace: coalesced(told(loadWorkspace)),
  outside: coalesced(told(refreshOutside)),
  clock: coalesced(told(refreshClock)),
};

async function refreshTopic(topic) {
  const [kind, id] = topic.split(":");
  if (kind === "messages") {
    if (id === app.place) await Promise.all([refresh.messages(), app.thread && refresh.thread()]);
    await refresh.workspace();
  } else if (kind === "views" && id === app.user) await refresh.views();
  else if (kind === "home" && id === app.user && app.place === HOME) await refresh.home();
  else if (kind === "clock") await Promise.all([refresh.clock(), refresh.messages(), refresh.outside()]);
  else if (kind === "workspace" || kind === "outside") await refresh[kind]();
}

function everything() {
  const here = app.place === HOME ? [refresh.home()] : [refresh.messages(), refresh.thread()];
  return Promise.all([refresh.workspace(), refresh.views(), refresh.clock(), refresh.outside(), ...here]);
}

function listen() {
  stream?.close();
  stream = new EventSource(`/ui/events?user=${encodeURIComponent(app.user)}`);
  let lost = false;
  stream.onmessage = (event) => JSON.parse(event.data).changed.forEach(refreshTopic);
  stream.onerror = () => {
    lost = true;
    $("offline").hidden = false;
  };
  stream.onopen = () => {
    $("offline").hidden = true;
    if (lost) everything();
    lost = false;
  };
}

let resting = null;

/** A hidden page gives its connection back after a while: a browser allows only six to one server. */
function rest() {
  clearTimeout(resting);
  if (document.hidden) resting = setTimeout(() => stream?.close(), 30_000);
  else if (app.user && stream?.readyState === EventSource.CLOSED) {
    listen();
    everything();
  } else if (app.user) refresh.messages();
}

function keepAddress(replace) {
  const address = addressOf(app.user, app.place, app.thread);
  if (address === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
}

/** What stands in place of the composer where nobody can write. */
function instead(channel) {
  if (channel?.is_archived) return ["This channel is archived."];
  if (channel?.is_member !== false) return null;
  const join = (event) => whileBusy(event.currentTarget, async () => {
    await post("/ui/membership", { user: app.user, channel: channel.id, do: "join" });
    await refresh.workspace();
    await enterPlace();
  });
  return [`You are not a member of ${placeName(channel)}.`, button("Join", join, { class: "button small" })];
}

async function enterPlace() {
  const home = app.place === HOME;
  $("conversation").hidden = home;
  $("home").hidden = !home;
  drawSidebar();
  drawHead();
  await refresh.thread();
  if (home) {
    await told(openHome)();
    return;
  }
  const channel = channelOf(app.place);
  const name = placeName(channel);
  $("messages").setAttribute("aria-label", `Messages in ${name}`);
  composer.enter(`Message ${name}`, instead(channel));
  await refresh.messages();
}

async function go({ place, thread = null }) {
  const moved = place !== app.place;
  Object.assign(app, { place: findPlace(place), thread });
  sessionStorage.setItem(`place:${app.user}`, app.place);
  keepAddress(false);
  narrow(null);
  await enterPlace();
  if (moved && app.place !== HOME && matchMedia("(min-width: 70rem)").matches) composer.box.focus();
}

async function become(user) {
  forgetViews();
  app.thread = null;
  await chooseUser(user);
  app.place = findPlace(sessionStorage.getItem(`place:${app.user}`) ?? app.place);
  keepAddress(false);
  listen();
  await Promise.all([enterPlace(), refresh.views(), refresh.outside()]);
  redrawClock();
}

async function openThread(ts) {
  app.thread = ts;
  keepAddress(false);
  await refresh.thread();
  if (ts) {
    narrow(null);
    focusReply();
  }
}

function globalShortcuts(event) {
  const items = app.workspace.shortcuts.filter((shortcut) => shortcut.type === "global").map((shortcut) => ({
    label: shortcut.name, about: shortcut.description,
    run: told(async () => {
      await post("/ui/shortcut", { user: app.user, callback_id: shortcut.callback_id });
      await refresh.views();
    }),
  }));
  if (items.length) openMenu(event.currentTarget, items, "Shortcuts");
  else toast("The app offers no shortcuts.", "note");
}

function wire() {
  on("go", go);
  on("become", toldOf(become));
  on("thread", openThread);
  on("refresh", (...topics) => app.user && topics.forEach(refreshTopic));
  on("sent", (threaded) => (threaded ? threadToEnd() : list.toEnd()));
  on("narrow", narrow);
  $("shortcuts").addEventListener("click", globalShortcuts);
  document.addEventListener("visibilitychange", rest);
  addEventListener("popstate", async () => {
    const { user, place, thread } = readAddress();
    if (user && user !== app.user) await become(user);
    Object.assign(app, { place: findPlace(place), thread });
    await enterPlace();
  });
}

function toldOf(work) {
  return (argument) => told(() => work(argument))();
}

async function start() {
  const { user, place, thread } = readAddress();
  startLayout();
  buildConversation();
  wire();
  await chooseUser(user);
  if (!app.user) {
    $("place-about").textContent = "Nobody is in this workspace yet.";
    return;
  }
  Object.assign(app, { place: findPlace(place ?? sessionStorage.getItem(`place:${app.user}`)), thread });
  keepAddress(true);
  listen();
  startClock();
  await told(refreshClock)();
  await Promise.all([enterPlace(), refresh.views(), refresh.outside()]);
  document.documentElement.dataset.ready = "yes";
}

start().catch((error) => {
  $("place-about").textContent = error.sentence ?? "This page could not start. Load it again.";
  if (!error.sentence) throw error;
});

