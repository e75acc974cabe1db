// Every text of the article, and whether it can be seen.
() => {
  const unread = "script, style, template, svg, .headerlink";
  const article = document.querySelector("article");
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(unread)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    const seen = parent.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    found.push({ text: node.data, visible: seen && boxes.length > 0 });
  }
  return found;
}
