// Who is signed in, where the server lets people sign in: shown at the top, with the way out.

import { newestSignIn, SIGN_IN } from "./access.js";
import { byId, el } from "./dom.js";
import { ROOT } from "./root.js";
import { forgetTurns } from "./visit.js";

const OF = "citespan-visit-of"; // whose the answers in this tab are

/** Settles who looks at the page, before it shows anything: what another asked in this tab is forgotten. */
export async function settlePerson() {
  if (!SIGN_IN) return;
  const { subject, name } = await fetch(`${ROOT}/sign-in/person`).then((response) => response.json()).catch(() => ({}));
  const before = sessionStorage.getItem(OF);
  if (subject && before && before !== subject) forgetTurns();
  if (subject) sessionStorage.setItem(OF, subject);
  const out = el("button", { type: "button", class: "quiet", id: "sign-out" }, "Sign out");
  out.addEventListener("click", signOut);
  const into = el("a", { href: newestSignIn(), id: "sign-in-top" }, "Sign in");
  into.addEventListener("click", () => into.setAttribute("href", newestSignIn()));
  byId("person").replaceChildren(...(subject ? [el("span", { class: "hint", id: "signed-in" }, name), out] : [into]));
}

/** Ends the session, forgets what was asked and answered in it, and goes where the server says: to the issuer, maybe. */
async function signOut() {
  const { then } = await fetch(`${ROOT}/sign-out`, { method: "POST" }).then((response) => response.json()).catch(() => ({}));
  forgetTurns();
  sessionStorage.removeItem(OF);
  location.assign(then ?? `${ROOT}/`);
}
