// Talks to the workspace's server. Every failure is an ApiError with a sentence for the person.

const SENTENCES = {
  operation_timeout: "The app did not answer within 3 seconds. What you typed is kept; try again.",
  dispatch_failed: "The app could not be reached. What you typed is kept; try again in a moment.",
  app_error: "The app answered with an error.",
  action_not_found: "This button is no longer there.",
  invalid_command_response: "The app answered the command with something Slack refuses.",
  invalid_view_response: "The app answered with a window that Slack refuses. What you typed is kept.",
  unknown_shortcut: "The app does not know this shortcut.",
  unknown_command: "The app does not know this command. Type / to see the commands.",
  user_not_found: "This person is not in the workspace.",
  channel_not_found: "This channel does not exist, or you are not in it.",
  not_in_channel: "You are not a member of this channel.",
  is_archived: "This channel is archived.",
  message_not_found: "This message is gone.",
  view_not_found: "This window was closed meanwhile.",
  no_text: "Write something first.",
  msg_too_long: "This is too long to send.",
  offline: "The workspace's server does not answer. Is it still running?",
};

/** A refusal by the server, or no answer at all. */
export class ApiError extends Error {
  constructor(code, answer = {}) {
    super(code);
    this.code = code;
    this.answer = answer;
    const own = String(code).includes(" ") ? `${code[0].toUpperCase()}${code.slice(1)}.`.replace(/\.\.$/, ".") : null;
    this.sentence = own ?? SENTENCES[code] ?? `It did not work (${String(code).replaceAll("_", " ")}).`;
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { Accept: "application/json", ...options.headers } });
  } catch {
    throw new ApiError("offline");
  }
  const answer = await response.json().catch(() => ({ ok: false, error: `http_${response.status}` }));
  if (!response.ok || answer.ok === false) throw new ApiError(answer.error ?? `http_${response.status}`, answer);
  return answer;
}

/** GET as JSON. */
export function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null));
  return call(query.size ? `${path}?${query}` : path, {});
}

/** POST JSON, answered by JSON. */
export function post(path, body) {
  return call(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

/** Upload one file as `user`; answers the stored file. */
export async function upload(user, file) {
  const form = new FormData();
  form.append("file", file, file.name);
  const answer = await call(`/ui/upload?user=${encodeURIComponent(user)}`, { method: "POST", body: form });
  return answer.file;
}
