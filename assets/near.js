/*
 * The scripts of a lab or a film are loaded when its place comes near: most readers of a page never get there. What its
 * data-later names is loaded when the place is told `asked`, and then the place is told `came` or `failed`.
 */
"use strict";

(() => {
  const NEAR = "1000px"; // below what is on the screen

  /**
   * @param {string} [addresses] of scripts, in their order
   * @returns {Promise<boolean[]>} which of them came
   */
  function load(addresses = "") {
    return Promise.all(addresses.split(" ").map((address) => new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = address;
      script.async = false; // in this order
      script.addEventListener("load", () => resolve(true));
      script.addEventListener("error", () => resolve(false));
      document.head.append(script);
    })));
  }

  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-scripts]"))) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      load(place.dataset.scripts);
    }, { rootMargin: NEAR });
    observer.observe(place);
    place.addEventListener("asked", async () => {
      const came = await load(place.dataset.later);
      place.dispatchEvent(new Event(came.every(Boolean) ? "came" : "failed"));
    });
  }
})();
