// The page: which view an address shows, and the ways between them.

import { askFromAddress, setUpAsking, showLibrarySize } from "./ask.js";
import { byId } from "./dom.js";
import { setUpLibrary, showLibrary } from "./library.js";
import { settlePerson } from "./person.js";
import { closeDocument, openDocument } from "./reading.js";
import { ROOT } from "./root.js";
import { setUpShortcuts } from "./shortcuts.js";

const VIEWS = ["ask", "reading", "library"];
let left = null; // the link by which the answers were left, and where they were scrolled to

/** The path of an address below the root. */
const below = ({ pathname }) => pathname.slice(ROOT.length) || "/";

function show(name, title) {
  for (const view of VIEWS) byId(view).hidden = view !== name;
  document.title = title;
  for (const link of document.querySelectorAll(".top nav a")) {
    const here = below(new URL(link.href)) === (name === "ask" ? "/" : name === "library" ? "/documents" : null);
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (name !== "reading") closeDocument();
}

function showAddress({ first = false } = {}) {
  const path = below(location);
  const query = new URLSearchParams(location.search);
  const document_ = /^\/documents\/([^/]+)$/.exec(path);
  if (document_) {
    show("reading", "citespan");
    openDocument(decodeURIComponent(document_[1]), query);
  } else if (path === "/documents") {
    show("library", "Documents · citespan");
    showLibrary();
    byId("library-heading").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  } else {
    show("ask", "citespan");
    showLibrarySize();
    const asked = askFromAddress(query);
    if (left?.link.isConnected) {
      left.link.focus({ preventScroll: true });
      window.scrollTo(0, left.y);
    } else if (asked && !first) {
      asked.focus({ preventScroll: true });
      asked.scrollIntoView({ block: "start", behavior: "instant" });
    } else if (!first || !query.has("q")) byId("question").focus({ preventScroll: true });
    left = null;
  }
}

function go(path) {
  if (path !== location.pathname + location.search) {
    history.pushState({ inside: true }, "", path);
    showAddress();
  }
}

function back() {
  if (below(location) === "/") return;
  if (history.state?.inside) history.back();
  else go(`${ROOT}/`);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.hasAttribute("data-back")) {
    back();
    return;
  }
  if (below(location) === "/") left = { link, y: window.scrollY };
  const { pathname, search } = new URL(link.href);
  go(pathname + search);
});
window.addEventListener("popstate", () => showAddress());
history.scrollRestoration = "manual";
await settlePerson();
setUpAsking();
setUpLibrary();
setUpShortcuts({ go, back });
showAddress({ first: true });
