/* Copies an address to the clipboard. */
"use strict";

for (const box of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break; // the page was not served over HTTPS
  const said = document.createElement("span");
  said.className = "said";
  said.setAttribute("role", "status");
  box.append(said);

  for (const link of box.querySelectorAll(".feed-address")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = box.dataset.copy;
    button.setAttribute("aria-label", `${box.dataset.copy}: ${link.textContent}`);
    link.after(button);

    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(link.href);
      for (const other of box.querySelectorAll(".copy")) other.textContent = box.dataset.copy;
      button.textContent = box.dataset.copied;
      said.textContent = `${box.dataset.copied}: ${link.textContent}`;
    });
  }
}
