/* The scripts of a lab or a film are loaded when its place comes near: most readers of a page never get there. */
"use strict";

(() => {
  const NEAR = "1000px"; // below what is on the screen

  /** @param {HTMLElement} place with the addresses of its scripts, in their order */
  function load(place) {
    for (const address of (place.dataset.scripts ?? "").split(" ")) {
      const script = document.createElement("script");
      script.src = address;
      script.async = false; // in this order
      document.head.append(script);
    }
  }

  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-scripts]"))) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      load(place);
    }, { rootMargin: NEAR });
    observer.observe(place);
  }
})();
