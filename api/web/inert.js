// Text of documents as nodes. Characters that would reorder or hide what stands around them are shown by name, each in an
// isolate of its own, where they reorder nothing. The text content of what is made is the text, character by character.

import { el } from "./dom.js";

const NAMES = new Map([
  [0x202a, "LRE"], [0x202b, "RLE"], [0x202c, "PDF"], [0x202d, "LRO"], [0x202e, "RLO"],
  [0x2066, "LRI"], [0x2067, "RLI"], [0x2068, "FSI"], [0x2069, "PDI"],
  [0x00ad, "SHY"], [0x200b, "ZWSP"], [0x2060, "WJ"], [0xfeff, "BOM"], [0x2028, "LS"], [0x2029, "PS"],
]);
const CONTROLS =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff\ufff9-\ufffb]+/gu;
const NAMED_AT_MOST = 4;

/** The text as nodes to append. */
export function inert(text) {
  const nodes = [];
  let from = 0;
  for (const { 0: run, index } of text.matchAll(CONTROLS)) {
    if (index > from) nodes.push(document.createTextNode(text.slice(from, index)));
    nodes.push(el("span", { class: "control", "data-names": names(run) }, run));
    from = index + run.length;
  }
  if (from < text.length) nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

/** Fills a block with text of a document: a block, because only there nothing reaches what stands around it. */
export function fill(block, ...nodes) {
  block.dir = "auto";
  block.replaceChildren(...nodes);
  return block;
}

function names(run) {
  const shown = Array.from(run.slice(0, NAMED_AT_MOST), name);
  return shown.join(" ") + (run.length > NAMED_AT_MOST ? ` +${run.length - NAMED_AT_MOST}` : "");
}

function name(character) {
  const code = character.codePointAt(0);
  return NAMES.get(code) ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
