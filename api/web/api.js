// The server's routes. What goes wrong is a Problem that says what to do.

import { accessKey, anotherKey } from "./access.js";
import { ROOT } from "./root.js";

export class Problem extends Error {
  constructor(status, detail, retryAfter = null) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

async function reply(path, options = {}) {
  const key = accessKey();
  const headers = { ...options.headers, ...(key ? { authorization: `Bearer ${key}` } : {}) };
  let response;
  try {
    response = await fetch(ROOT + path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The server does not answer. Is citespan still running?");
  }
  if (response.ok) return response;
  if (response.status === 401 && (await anotherKey(key))) return reply(path, options);
  const body = await response.json().catch(() => ({}));
  throw new Problem(
    response.status,
    typeof body.detail === "string" ? body.detail : `The server answered with status ${response.status}.`,
    response.headers.get("retry-after"),
  );
}

const json = async (path, options) => (await reply(path, options)).json();
const documentPath = (id) => `/v1/documents/${encodeURIComponent(id)}`;

export const describeDocument = (id) => json(documentPath(id));
export const removeDocument = (id) => reply(documentPath(id), { method: "DELETE" });
export const job = (id) => json(`/v1/jobs/${encodeURIComponent(id)}`);

export function listDocuments({ cursor = null, limit = 1000 } = {}) {
  return json(`/v1/documents?${new URLSearchParams({ limit, ...(cursor ? { cursor } : {}) })}`);
}

/** The code points [start, end) of a document's text; without `sha256` of today's version. */
export function readText(id, { start, end = null, sha256 = null }) {
  const query = new URLSearchParams({ start, ...(end === null ? {} : { end }), ...(sha256 ? { sha256 } : {}) });
  return json(`${documentPath(id)}/text?${query}`);
}

export function upload(file) {
  const body = new FormData();
  body.append("file", file);
  return json("/v1/documents", { method: "POST", body });
}

/** The response to a question; `onStage(name, data)` hears of each stage before. */
export async function ask(body, { signal, onStage }) {
  const response = await reply("/v1/ask", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(body),
    signal,
  });
  for await (const { event, data } of events(response.body)) {
    if (event === "answered") return data;
    if (event === "problem") throw new Problem(data.status, data.detail);
    onStage(event, data);
  }
  throw new Problem(0, "The server stopped before it had answered. Ask again.");
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (waiting + value).split(/\r?\n\r?\n/);
    waiting = parts.pop();
    for (const part of parts) {
      const fields = part.split(/\r?\n/).map((line) => /^(event|data): ?(.*)$/.exec(line)).filter(Boolean);
      const data = fields.filter(([, name]) => name === "data").map(([, , text]) => text).join("\n");
      if (data) yield { event: fields.find(([, name]) => name === "event")?.[2], data: JSON.parse(data) };
    }
  }
}
