// Taking a document out of every answer, once its name was confirmed.

import { removeDocument } from "./api.js";
import { byId, el, say } from "./dom.js";
import { fill, inert } from "./inert.js";

/** A button that removes a document, and the place where it says what went wrong; `onRemoved` is called when it is gone. */
export function removing({ document_id: id, title, source }, onRemoved) {
  const button = el("button", { type: "button", class: "quiet", "aria-label": `Remove ${title}` }, "Remove");
  const problem = el("span", { class: "problem", role: "alert" });
  button.addEventListener("click", async () => {
    if (!(await confirmed(title, source))) return;
    problem.textContent = "";
    say(`Removing ${title}`);
    try {
      await removeDocument(id);
    } catch (error) {
      if (error.status !== 404) {
        problem.textContent = error.message;
        return;
      } // it is gone already
    }
    await onRemoved();
    say(`Removed ${title}`);
  });
  return [button, problem];
}

function confirmed(title, source) {
  const dialog = byId("removal");
  fill(byId("removal-title"), ...inert(title));
  fill(byId("removal-source"), ...inert(source === title ? "" : source));
  dialog.returnValue = "";
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "remove"), { once: true });
    dialog.showModal();
  });
}
