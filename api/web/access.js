// The access key: asked for when the server demands one, and kept as long as the tab lives. Or the way to sign in.

import { byId } from "./dom.js";
import { ROOT } from "./root.js";

const KEPT = "citespan-access-key";
let asking = null;

/** True if the server lets people sign in. */
export const SIGN_IN = document.documentElement.hasAttribute("data-sign-in");

/** The address at which signing in begins, and from which one comes back to where one is. */
export const newestSignIn = () => `${ROOT}/sign-in?${new URLSearchParams({ then: location.pathname.slice(ROOT.length) + location.search || "/" })}`;

export const accessKey = () => sessionStorage.getItem(KEPT);

/** True once there is another key than the one that was `refused`; false if none is given. Asks once for all that wait. */
export function anotherKey(refused) {
  if (!asking && accessKey() !== refused) return Promise.resolve(true);
  asking ??= new Promise((resolve) => {
    const dialog = byId("access");
    const field = byId("access-key");
    byId("access-refused").hidden = refused === null;
    byId("access-sign-in").hidden = !SIGN_IN;
    byId("access-sign-in-link").setAttribute("href", newestSignIn());
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      const given = dialog.returnValue === "use";
      if (given) sessionStorage.setItem(KEPT, field.value);
      field.value = "";
      asking = null;
      resolve(given);
    }, { once: true });
    dialog.showModal();
  });
  return asking;
}
