// Instants in the acting person's zone. Epochs are whole seconds unless a name ends in Ms.

import { myZone, nowMs } from "./state.js";

const PARTS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

function format(ms, zone, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(new Date(ms));
}

function numbers(ms, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...PARTS }).formatToParts(new Date(ms));
  return Object.fromEntries(parts.map((part) => [part.type, part.value]));
}

/** `2026-11-24` in the zone. */
export function dayOf(ms, zone = myZone()) {
  const { year, month, day } = numbers(ms, zone);
  return `${year}-${month}-${day}`;
}

/** `2026-11-24T10:40` in the zone, as date inputs want it. */
export function localInput(epoch, zone = myZone()) {
  const { hour, minute } = numbers(epoch * 1000, zone);
  return `${dayOf(epoch * 1000, zone)}T${hour}:${minute}`;
}

/** The epoch of a `2026-11-24T10:40` that was read off a clock in the zone. */
export function epochOf(local, zone = myZone()) {
  const guess = Date.parse(`${local}:00Z`);
  const offset = (ms) => Date.parse(`${localInput(ms / 1000, zone)}:00Z`) - ms;
  const first = guess - offset(guess);
  return Math.round((guess - offset(first)) / 1000);
}

export const timeOf = (ms, zone = myZone()) => format(ms, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const dateLong = (ms, zone = myZone()) => format(ms, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const dateFull = (ms, zone = myZone()) => format(ms, zone, { day: "numeric", month: "long", year: "numeric" });
export const dateShort = (ms, zone = myZone()) => format(ms, zone, { day: "numeric", month: "short", year: "numeric" });
export const dateWeekday = (ms, zone = myZone()) => format(ms, zone, { weekday: "short", day: "numeric", month: "short" });

/** `Tue, 24 Nov, 10:40`: a moment in few letters. */
export function moment(ms, zone = myZone()) {
  return `${dateWeekday(ms, zone)}, ${timeOf(ms, zone)}`;
}

/** `Today`, `Yesterday`, `Tomorrow`, or null. */
export function nearDay(ms, zone = myZone()) {
  const away = Math.round((Date.parse(dayOf(ms, zone)) - Date.parse(dayOf(nowMs(), zone))) / 86_400_000);
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[away] ?? null;
}

/** `3 days ago`, `in 2 hours`. */
export function ago(ms) {
  const seconds = Math.round((ms - nowMs()) / 1000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of [["day", 86_400], ["hour", 3_600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return "just now";
}

function pretty(ms, otherwise, zone) {
  return nearDay(ms, zone)?.toLowerCase() ?? otherwise(ms, zone);
}

const TOKENS = {
  date_num: (ms, zone) => dayOf(ms, zone),
  date: dateFull,
  date_short: dateShort,
  date_long: dateLong,
  date_pretty: (ms, zone) => pretty(ms, dateFull, zone),
  date_short_pretty: (ms, zone) => pretty(ms, dateShort, zone),
  date_long_pretty: (ms, zone) => pretty(ms, dateLong, zone),
  date_slash: (ms, zone) => format(ms, zone, { day: "2-digit", month: "2-digit", year: "numeric" }),
  day_divider_pretty: (ms, zone) => pretty(ms, dateLong, zone),
  time: timeOf,
  time_secs: (ms, zone) => format(ms, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
  ago,
};

/** Slack's date pattern (`{date_short_pretty} {time}`) filled in for the acting person's zone. */
export function datePattern(epoch, pattern, zone = myZone()) {
  const words = pattern.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(epoch * 1000, zone) ?? whole);
  return words.replace(/^./u, (first) => (/^\{\w*pretty\}/.test(pattern) ? first.toUpperCase() : first));
}
