// What has the focus, and how it shows it. A page may still be scrolling to it, or putting its header aside: what is
// covered for longer than a second is covered.
async () => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const isUncovered = () => {
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return Boolean(top) && (element.contains(top) || top.contains(element));
  };
  const end = performance.now() + 1000;
  while (!isUncovered() && performance.now() < end) await new Promise(requestAnimationFrame);
  const style = getComputedStyle(element);
  return {
    tag: element.tagName.toLowerCase(),
    name: element.outerHTML.slice(0, 160),
    skips: element.classList.contains("md-skip"),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    uncovered: isUncovered(),
    first: !element.dataset.visited && (element.dataset.visited = "yes") === "yes",
  };
}
