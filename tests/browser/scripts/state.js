// What a test could have changed in a page, for those who look at it next.
() => [
  location.href,
  [scrollX, scrollY, innerWidth, innerHeight],
  matchMedia("print").matches,
  document.activeElement?.tagName,
  ...["details[open]", "input:checked", "[data-visited]", "[hidden]"].map(
    (selector) => document.querySelectorAll(selector).length,
  ),
]
