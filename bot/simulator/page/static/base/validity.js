// What a modal's inputs must hold before they are sent, and the sentences at the fields.

function emptyState(state) {
  if (!state) return true;
  const { type, ...entries } = state;
  return Object.values(entries).every((value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length));
}

function textMistake(element, value) {
  if (value.length < (element.min_length ?? 0)) return `At least ${element.min_length} characters, please.`;
  if (element.max_length && value.length > element.max_length) return `At most ${element.max_length} characters, please.`;
  return null;
}

function numberMistake(element, value) {
  if (!/^-?\d+([.]\d+)?$/.test(value.trim())) return "Please enter a number.";
  if (!element.is_decimal_allowed && value.includes(".")) return "Please enter a whole number.";
  const number = Number(value);
  if (element.min_value !== undefined && number < Number(element.min_value)) return `Not less than ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `Not more than ${element.max_value}.`;
  return null;
}

const emailMistake = (_, value) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : "Please enter an e-mail address, like name@firm.example.");

function urlMistake(_, value) {
  return /^https?:\/\/[^\s/]+/i.test(value.trim()) ? null : "Please enter a web address that starts with https://";
}

const CHECKS = { plain_text_input: textMistake, number_input: numberMistake, email_text_input: emailMistake, url_text_input: urlMistake };

function mistake(block, state) {
  if (emptyState(state)) return block.optional ? null : "Please fill this in.";
  return typeof state.value === "string" ? CHECKS[block.element.type]?.(block.element, state.value) : null;
}

/** Sentences by block_id for inputs that cannot be sent as they are. */
export function mistakes(blocks, values) {
  const found = {};
  for (const block of blocks.filter((other) => other.type === "input")) {
    const sentence = mistake(block, values[block.block_id]?.[block.element.action_id]);
    if (sentence) found[block.block_id] = sentence;
  }
  return found;
}

const fieldOf = (root, id) => [...root.querySelectorAll("[data-block]")].find((node) => node.dataset.block === id);

/** Put each sentence at its field and the focus on the first; one without a field goes to the top. */
export function showErrors(root, errors) {
  let first = null;
  for (const [id, sentence] of Object.entries(errors)) {
    const field = fieldOf(root, id);
    if (!field) {
      const trouble = root.querySelector(".modal-trouble");
      trouble.textContent = `⚠ ${sentence}`;
      trouble.hidden = false;
      continue;
    }
    field.classList.add("wrong");
    field.querySelector(":scope > .field-error").textContent = sentence;
    for (const control of field.querySelectorAll("input, textarea, select")) control.setAttribute("aria-invalid", "true");
    const before = first && (first.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_PRECEDING);
    if (!first || before) first = field;
  }
  first?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}

/** Take the sentences away again. */
export function clearErrors(root) {
  root.querySelector(".modal-trouble").hidden = true;
  for (const field of root.querySelectorAll(".wrong")) {
    field.classList.remove("wrong");
    field.querySelector(":scope > .field-error").textContent = "";
    for (const control of field.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  }
}
