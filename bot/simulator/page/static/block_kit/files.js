// The file input: uploads what is chosen at once, shows it, and keeps it over a refresh.

import { upload } from "../base/api.js";
import { button, fileSize, h } from "../base/dom.js";
import { app } from "../base/state.js";

function accepted(element) {
  return element.filetypes?.map((type) => `.${type}`).join(",");
}

function refused(element, chosen, file) {
  const most = element.max_files ?? 10;
  if (chosen.length >= most) return `At most ${most} ${most === 1 ? "file" : "files"} here.`;
  const ending = file.name.split(".").at(-1).toLowerCase();
  const allowed = element.filetypes;
  if (allowed?.length && !allowed.includes(ending)) return `“${file.name}” is not one of: ${allowed.join(", ")}.`;
  return null;
}

/** A file input with its list of uploaded files; `changed` is told the whole list. */
export function fileInput(use, described, key, before, changed) {
  let chosen = [...before];
  const list = h("ul", { class: "files" });
  const status = h("p", { class: "hint", role: "status" });
  const control = h("input", { type: "file", ...described, class: "entry file", accept: accepted(use.element), multiple: (use.element.max_files ?? 10) > 1, data: { key } });
  const draw = () => list.replaceChildren(...chosen.map((file) => h("li", {}, h("span", {}, file.name), h("span", { class: "quiet" }, fileSize(file.size)),
    button("Remove", () => keep(chosen.filter((other) => other.id !== file.id)), { class: "button small", "aria-label": `Remove ${file.name}` }))));
  const keep = (files) => {
    chosen = files;
    changed(chosen);
    draw();
  };
  control.addEventListener("change", async () => {
    for (const file of control.files) {
      const reason = refused(use.element, chosen, file);
      status.textContent = reason ?? `Uploading ${file.name} …`;
      if (reason) break;
      try {
        keep([...chosen, await upload(app.user, file)]);
        status.textContent = "";
      } catch (error) {
        status.textContent = error.sentence ?? "The file could not be uploaded.";
      }
    }
    control.value = "";
  });
  draw();
  return h("div", { class: "file-input" }, control, status, list);
}
