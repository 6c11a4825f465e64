"use strict";

// The theme takes the focus from a button when it is pressed, so a dialog that the button opened cannot give it back.
// Who pressed it with a key would have to start again at the top of the page; a mouse (detail > 0) does not mind.
(() => {
  let opener = null;

  document.addEventListener("click", ({ target, detail }) => {
    const button = target.closest("button");
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
})();
