// The access key: asked for when the server demands one, and kept as long as the tab lives.

import { byId } from "./dom.js";

const KEPT = "citespan-access-key";
let asking = null;

export const accessKey = () => sessionStorage.getItem(KEPT);

/** True once there is another key than the one that was `refused`; false if none is given. Asks once for all that wait. */
export function anotherKey(refused) {
  if (!asking && accessKey() !== refused) return Promise.resolve(true);
  asking ??= new Promise((resolve) => {
    const dialog = byId("access");
    const field = byId("access-key");
    byId("access-refused").hidden = refused === null;
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
