// Every text of the article, and whether it can be seen, once everything is open that a click opens without a script. It
// is closed again, unless it is to stay open.
(staysOpen) => {
  const unread = "script, style, template, svg, .in-force-on, .headerlink, .said";
  const opened = [...document.querySelectorAll("article details:not([open])")];
  for (const details of opened) details.open = true;
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
    const place = parent.closest(".versions, .downloads, .choices, .around, .chosen, .each, .copy") ? "picker" : "text";
    const again = parent.closest(".overview") !== null; // on a phone its entries stand below it alone
    found.push({ text: node.data, visible: seen && boxes.length > 0, place, again });
  }
  if (!staysOpen) for (const details of opened) details.open = false;
  return found;
}
