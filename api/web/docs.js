// The OpenAPI document of this server, to be read. Nothing is asked of another host for it.

import { byId, el } from "./dom.js";
import { ROOT } from "./root.js";

const api = await (await fetch(`${ROOT}/openapi.json`)).json();
for (const [path, operations] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(operations)) byId("routes").append(route(path, method, operation));
}

function route(path, method, { summary, description, parameters = [], requestBody, responses, operationId, tags }) {
  const [body] = Object.values(requestBody?.content ?? {});
  const schemas = (body?.schema.oneOf ?? [body?.schema]).map(resolved);
  const properties = Object.assign({}, ...schemas.map((schema) => schema?.properties));
  const rows = [
    ...parameters.map(({ name, in: place, schema: { description: text }, description: other }) => [name, place, other ?? text]),
    ...Object.entries(properties).map(([name, property]) => [name, "body", property.description]),
  ];
  const examples = schemas.flatMap((schema) => schema?.examples ?? []);
  return el(
    "section",
    { class: "route" },
    el("h2", {}, el("b", {}, method.toUpperCase()), el("code", {}, path)),
    el("p", {}, summary ?? "", " ", el("a", { href: `${ROOT}/docs/try#/${tags[0]}/${operationId}` }, "Try it")),
    description && el("p", { class: "description" }, description),
    rows.length > 0 && table(["name", "in", "meaning"], rows),
    examples.map((example) => el("pre", { tabindex: "0" }, JSON.stringify(example, null, 2))),
    table(["status", "when"], Object.entries(responses).map(([status, reply]) => [status, reply.description])),
  );
}

function table(heads, rows) {
  const cells = (row) => row.map((text, at) => el(at ? "td" : "th", at ? {} : { scope: "row" }, text ?? ""));
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, heads.map((head) => el("td", { class: "hint" }, head)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, cells(row)))),
  );
}

function resolved(schema) {
  return schema?.$ref ? api.components.schemas[schema.$ref.split("/").at(-1)] : schema;
}
