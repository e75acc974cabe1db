// What has the focus, and how it shows it.
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  return {
    tag: element.tagName.toLowerCase(),
    name: element.outerHTML.slice(0, 160),
    skips: element.classList.contains("md-skip"),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    uncovered: Boolean(top) && (element.contains(top) || top.contains(element)),
    first: !element.dataset.visited && (element.dataset.visited = "yes") === "yes",
  };
}
