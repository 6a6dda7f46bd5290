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

/** Documents, or files, that fulfil what is asked: {q, source, sort, files, limit, cursor}, of which null asks nothing. */
export function listDocuments({ limit = 100, ...asked } = {}) {
  const given = Object.entries(asked).filter(([, value]) => value !== null && value !== "");
  return json(`/v1/documents?${new URLSearchParams({ limit, ...Object.fromEntries(given) })}`);
}

export const listPages = (id) => json(`${documentPath(id)}/pages`);
export const originalPath = (id) => `${documentPath(id)}/original`;

/** The picture of a page, so many pixels wide. */
export const pagePicture = async (id, number, width) => (await reply(`${documentPath(id)}/pages/${number}/picture?width=${width}`)).blob();

/** Where the code points [start, end) are seen on the pages. */
export const readBoxes = (id, { start, end, sha256 }) => json(`${documentPath(id)}/boxes?${new URLSearchParams({ start, end, sha256 })}`);

export const readRendering = (id, sha256) => json(`${documentPath(id)}/rendered?${new URLSearchParams({ sha256 })}`);

/** Where words stand in a document's text. */
export const findWords = (id, { q, sha256 }) => json(`${documentPath(id)}/find?${new URLSearchParams({ q, sha256 })}`);

/** The file that a document was made of, with its name. */
export async function readOriginal(id) {
  const response = await reply(originalPath(id));
  const [, name] = /filename\*=utf-8''(.*)$/.exec(response.headers.get("content-disposition") ?? "") ?? [];
  return { blob: await response.blob(), name: decodeURIComponent(name ?? "document") };
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
