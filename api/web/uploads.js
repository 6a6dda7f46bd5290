// Uploads: each file is sent, and its job is followed until its documents can be asked.

import { job, upload } from "./api.js";
import { byId, count, el, say } from "./dom.js";
import { fill, inert } from "./inert.js";
import { ROOT } from "./root.js";

const LOOK_AGAIN_MS = 400;

/** `onIndexed` is called when there are new documents. */
export function setUpUploads(onIndexed) {
  const form = byId("upload-form");
  const input = byId("upload");
  const take = async (files) => {
    for (const file of files) await follow(file, onIndexed);
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", async () => {
    const files = [...input.files];
    input.value = "";
    await take(files);
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
      if (name === "drop") take([...event.dataTransfer.files]);
    });
  }
}

async function follow(file, onIndexed) {
  const bar = el("progress", { "aria-label": `Indexing ${file.name}` });
  const state = el("span", { class: "state" }, "Sending");
  const line = el("li", {}, fill(el("span", { class: "name" }), ...inert(file.name)), bar, state);
  byId("jobs").prepend(line);
  const end = (text, failed) => {
    bar.remove();
    state.textContent = text;
    line.classList.add(failed ? "failed" : "done");
    say(`${file.name}: ${text}`);
  };
  try {
    let { job: now } = await upload(file);
    while (now.status === "queued" || now.status === "running") {
      state.textContent = now.status === "queued" ? "Waiting" : "Indexing";
      if (now.files > 1) Object.assign(bar, { max: now.files, value: now.done });
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      ({ job: now } = await job(now.id));
    }
    if (now.problem) end(now.problem.detail, true);
    else if (now.skipped.length) end(now.skipped.map(({ reason }) => reason).join("; "), true);
    else {
      end(`Indexed: ${count(now.documents.length, "document")}`, false);
      if (now.documents.length === 1) line.append(openingLink(now.documents[0]));
    }
    await onIndexed();
  } catch (error) {
    end(error.message, true);
  }
}

function openingLink(id) {
  return el("a", { href: `${ROOT}/documents/${encodeURIComponent(id)}`, "data-view": true }, "Open");
}
