// The emoji names that messages of this trade use. An unknown name stays as it was typed.

const KNOWN = {
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", no_entry: "⛔", no_entry_sign: "🚫",
  warning: "⚠️", rotating_light: "🚨", bell: "🔔", no_bell: "🔕", hourglass: "⌛", hourglass_flowing_sand: "⏳",
  alarm_clock: "⏰", clock1: "🕐", stopwatch: "⏱️", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️",
  envelope: "✉️", email: "📧", incoming_envelope: "📨", inbox_tray: "📥", outbox_tray: "📤", mailbox: "📫",
  memo: "📝", page_facing_up: "📄", paperclip: "📎", pushpin: "📌", link: "🔗", lock: "🔒", unlock: "🔓", key: "🔑",
  mag: "🔍", eyes: "👀", scales: "⚖️", balance_scale: "⚖️", hammer: "🔨", shield: "🛡️", rocket: "🚀", tada: "🎉",
  wave: "👋", raised_hand: "✋", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", pray: "🙏", handshake: "🤝",
  bulb: "💡", information_source: "ℹ️", question: "❓", exclamation: "❗", speech_balloon: "💬", bar_chart: "📊",
  chart_with_upwards_trend: "📈", file_folder: "📁", wastebasket: "🗑️", package: "📦", globe_with_meridians: "🌐",
  red_circle: "🔴", large_blue_circle: "🔵", large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠",
  white_circle: "⚪", black_circle: "⚫", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  repeat: "🔁", fast_forward: "⏩", double_vertical_bar: "⏸️", pause_button: "⏸️", arrow_forward: "▶️", stop_button: "⏹️",
  heart: "❤️", smile: "😄", slightly_smiling_face: "🙂", sunny: "☀️", star: "⭐", fire: "🔥", 100: "💯", zap: "⚡", house: "🏠",
};

/** Emoji for a name without colons, or null. */
export function emojiOf(name) {
  return KNOWN[name] ?? null;
}

/** The text with known `:names:` turned into emoji. */
export function withEmoji(text) {
  return String(text).replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiOf(name) ?? whole);
}
