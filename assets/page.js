/* What the theme leaves open. */
"use strict";

(() => {
  // It takes the focus from a button that is pressed, so a dialog that the button opened cannot give it back, and who
  // pressed it with a key would have to start again at the top of the page. A mouse (detail > 0) does not mind.
  /** @type {HTMLButtonElement | null} */
  let opener = null;

  document.addEventListener("click", ({ target, detail }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (!button || detail > 0) return;
    opener = button;
    setTimeout(() => { if (!document.querySelector("dialog[open]")) button.focus(); });
  }, true);  // before the theme, which stops the event

  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("close", () => {
      opener?.focus();
      opener = null;
    });
  }

  // Paper is light, whatever the screen is.
  const page = document.documentElement.dataset;
  let theme = page.theme;

  addEventListener("beforeprint", () => {
    theme = page.theme;
    page.theme = "light";
  });
  addEventListener("afterprint", () => { page.theme = theme; });
})();
