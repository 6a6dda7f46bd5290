// Shortcuts: keys of one letter, which can be switched off, and Esc.

import { stopAsking } from "./ask.js";
import { byId } from "./dom.js";
import { ROOT } from "./root.js";

const OFF = "citespan-shortcuts-off";

/** `go(path)` shows a view. */
export function setUpShortcuts({ go, back }) {
  const on = byId("shortcuts-on");
  on.checked = localStorage.getItem(OFF) === null;
  on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  byId("show-shortcuts").addEventListener("click", () => byId("shortcuts").showModal());
  const shortcuts = {
    "/": () => { go(`${ROOT}/`); byId("question").focus(); },
    "?": () => byId("shortcuts").showModal(),
    f: () => byId("find")?.focus(),
    d: () => go(`${ROOT}/documents`),
    j: () => step(1),
    k: () => step(-1),
    c: () => document.activeElement?.closest(".citation, .cited")?.querySelector(".copy")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return; // it closes itself on Esc
    if (event.key === "Escape") {
      if (!stopAsking()) back();
      return;
    }
    if (!on.checked || event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (shortcuts[event.key]) {
      event.preventDefault();
      shortcuts[event.key]();
    }
  });
}

function step(by) {
  const articles = [...document.querySelectorAll("#ask:not([hidden]) .citation")].filter((article) => article.checkVisibility());
  if (!articles.length) return;
  const at = articles.indexOf(document.activeElement?.closest(".citation"));
  const next = articles[at < 0 && by < 0 ? articles.length - 1 : Math.min(articles.length - 1, Math.max(0, at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
