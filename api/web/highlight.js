// Marking a stretch of text that may lie in several nodes, without touching them where the browser can.

const NAME = "cited";

/** Marks these {node, start, end} (UTF-16 units in text nodes), and nothing else. */
export function highlight(parts, { custom = Boolean(globalThis.CSS?.highlights) } = {}) {
  if (custom) {
    CSS.highlights.delete(NAME);
    if (parts.length) CSS.highlights.set(NAME, new Highlight(...parts.map(rangeOf)));
    return;
  }
  for (const { node, start, end } of parts) {
    if (node.parentElement?.closest("mark.cited")) continue;
    const mark = document.createElement("mark");
    mark.className = NAME;
    rangeOf({ node, start, end }).surroundContents(mark);
  }
}

export function clearHighlight() {
  globalThis.CSS?.highlights?.delete(NAME);
}

export function rangeOf({ node, start, end }) {
  const range = document.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  return range;
}
