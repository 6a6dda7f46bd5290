// Marking a stretch of text that may lie in several nodes, without touching them where the browser can.

const NAMES = ["cited", "passage", "found"];

/** Marks these {node, start, end} (UTF-16 units in text nodes) `as` what is cited, a passage or found, and nothing else so. */
export function highlight(parts, { as = "cited", custom = Boolean(globalThis.CSS?.highlights) } = {}) {
  if (custom) {
    CSS.highlights.delete(as);
    if (parts.length) CSS.highlights.set(as, new Highlight(...parts.map(rangeOf)));
    return;
  }
  if (as === "found") return; // such a browser shows where it is by scrolling there
  for (const { node, start, end } of parts) {
    if (node.parentElement?.closest(`mark.${as}`)) continue;
    const mark = document.createElement("mark");
    mark.className = as;
    rangeOf({ node, start, end }).surroundContents(mark);
  }
}

export function clearHighlight() {
  for (const name of NAMES) globalThis.CSS?.highlights?.delete(name);
}

export function rangeOf({ node, start, end }) {
  const range = document.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  return range;
}
