// What the page knows: who acts, where they look, and the workspace's people and channels.

import { get } from "./api.js";

export const HOME = "home";

export const app = {
  user: null,
  place: null, // a channel's id, or HOME
  thread: null, // ts of the open thread's parent
  workspace: { team: {}, users: [], channels: [], commands: [], shortcuts: [], app: {} },
  aheadMs: 0, // how far the workspace's clock stands before this browser's
};

const listeners = new Map();

/** Call `listener` whenever `topic` is announced. */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

/** Tell everyone who listens for `topic`. */
export function announce(topic, ...details) {
  for (const listener of listeners.get(topic) ?? []) listener(...details);
}

/** The present instant of the workspace's clock, in milliseconds. */
export function nowMs() {
  return Date.now() + app.aheadMs;
}

export const userOf = (id) => app.workspace.users.find((user) => user.id === id);
export const channelOf = (id) => app.workspace.channels.find((channel) => channel.id === id);
export const me = () => userOf(app.user);

/** The acting person's time zone; UTC where they have none. */
export function myZone() {
  return me()?.tz || "UTC";
}

/** The name to show for a person or the app. */
export function nameOf(id) {
  const user = userOf(id);
  if (user) return user.real_name || user.name;
  return id === app.workspace.app?.user_id ? app.workspace.app.name : id;
}

/** The name to show for a channel: `#name`, or the other person of a direct message. */
export function placeName(channel) {
  if (!channel) return "";
  return channel.kind === "im" ? nameOf(channel.with) : `#${channel.name}`;
}

/** People who can act in the page, by name. */
export function people() {
  const humans = app.workspace.users.filter((user) => !user.is_bot && !user.deleted);
  return humans.sort((a, b) => nameOf(a.id).localeCompare(nameOf(b.id)));
}

function wanted(users, given) {
  return users.find((user) => user.id === given || user.name === given);
}

async function loadFor(user) {
  const answer = await get("/ui/workspace", { user: user ?? undefined });
  app.workspace = answer;
  return answer;
}

/** The first workspace that one of these people may see; a person of an earlier workspace is nobody here. */
async function firstOf(candidates) {
  for (const user of candidates) {
    try {
      return await loadFor(user);
    } catch (error) {
      if (error.code !== "user_not_found" || user === undefined) throw error;
    }
  }
  return null;
}

/** Choose the acting person: `?user=` (id or name), else this tab's last, else the first. Loads the workspace. */
export async function chooseUser(given) {
  const asked = given ?? sessionStorage.getItem("user");
  const first = await firstOf([...new Set([asked ?? undefined, undefined])]);
  const humans = first.users.filter((user) => !user.is_bot && !user.deleted);
  const chosen = wanted(humans, asked) ?? wanted(humans, first.me?.id ?? first.me) ?? humans[0];
  app.user = chosen?.id ?? null;
  if (!app.user) return;
  sessionStorage.setItem("user", app.user);
  await loadFor(app.user);
}

/** Fetch the workspace again as the acting person. */
export async function reloadWorkspace() {
  const user = app.user;
  const answer = await get("/ui/workspace", { user });
  if (user === app.user) app.workspace = answer;
}

/** Read the query of the page's address. */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  return { user: query.get("user"), place: query.get("channel"), thread: query.get("thread") };
}

/** The page's address for a person and a place. */
export function addressOf(user, place, thread) {
  const query = new URLSearchParams({ user, channel: place });
  if (thread) query.set("thread", thread);
  return `/?${query}`;
}

/** Find a place by id, by `#name` or by name; else the first channel the person is a member of. */
export function findPlace(given) {
  if (given === HOME) return HOME;
  const channels = app.workspace.channels;
  const named = channels.find((channel) => channel.id === given) ?? channels.find((channel) => channel.name === String(given).replace(/^#/, ""));
  const mine = channels.filter((channel) => channel.is_member !== false);
  return (named ?? mine.find((channel) => channel.kind !== "im") ?? mine[0])?.id ?? HOME;
}
