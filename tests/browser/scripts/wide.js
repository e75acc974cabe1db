// What reaches beyond the right edge, or has to be scrolled sideways.
() => {
  const room = document.scrollingElement.clientWidth;
  const name = (element) => `<${element.tagName.toLowerCase()} class="${element.className}" id="${element.id}">`;
  const beyond = document.scrollingElement.scrollWidth > room ? [`the page: ${document.scrollingElement.scrollWidth}`] : [];
  for (const element of document.querySelectorAll("article, article *")) {
    if (element.closest("pre") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const scrolls = ["auto", "scroll"].includes(style.overflowX) && element.scrollWidth > element.clientWidth;
    const box = element.getBoundingClientRect();
    const leaves = box.right > room + 1 && style.clipPath === "none" && !element.closest(".headerlink");
    if (scrolls || leaves) beyond.push(`${name(element)} ${Math.round(box.right)} of ${room}`);
  }
  return beyond;
}
