/*
 * "Continue where you were": which chapters were read to their end, which exercises are ticked, and where the reader was
 * last. All of it stays in this browser, under one name; the front page shows it, and forgets it when asked to.
 */
"use strict";

(() => {
  const KEY = "kernel-by-kernel";
  const CHAPTER = /^\d\d_[a-z0-9_]{1,60}$/;
  const EXERCISE = /^\d\d-[a-z0-9-]{1,60}$/;
  const SECTION = /^[A-Za-z][\w-]{0,120}$/;
  const NOT_KEPT = "This browser keeps nothing for this page, so it cannot remember where you were.";

  /** @typedef {{read: string[], done: string[], page: string, section: string}} Progress */

  /**
   * What is kept, without whatever is not of its form: somebody else may have written there.
   * @returns {Progress}
   */
  function recall() {
    let kept;
    try { kept = JSON.parse(localStorage.getItem(KEY) ?? "null"); } catch { kept = null; }
    const fits = (/** @type {unknown} */ text, /** @type {RegExp} */ form) => typeof text === "string" && form.test(text);
    const list = (/** @type {unknown} */ names, /** @type {RegExp} */ form) =>
      [...new Set(Array.isArray(names) ? names.filter((name) => fits(name, form)) : [])];
    return {
      read: list(kept?.read, CHAPTER),
      done: list(kept?.done, EXERCISE),
      page: fits(kept?.page, CHAPTER) ? kept.page : "",
      section: fits(kept?.section, SECTION) ? kept.section : "",
    };
  }

  /**
   * Change what is kept. Another tab may have changed it meanwhile, so it is read anew.
   * @param {(progress: Progress) => void} change
   * @returns {boolean} whether the browser keeps it
   */
  function remember(change) {
    const progress = recall();
    change(progress);
    try {
      localStorage.setItem(KEY, JSON.stringify(progress));
      return localStorage instanceof Storage;
    } catch {
      return false;
    }
  }

  /** Whether the browser keeps anything for this page: storage may be full, or off and one of pages/head.py's. */
  function keeps() {
    try {
      localStorage.setItem(`${KEY}-try`, "1");
      localStorage.removeItem(`${KEY}-try`);
      return localStorage instanceof Storage;
    } catch {
      return false;
    }
  }

  /** @param {string} name */
  function watchChapter(name) {
    let section = "";
    remember((progress) => {
      if (progress.page !== name) progress.section = "";
      progress.page = name;
    });
    const headings = [...document.querySelectorAll("article section[id] > h2")];
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const id = target.parentElement?.id ?? "";
        if (!isIntersecting || id === section || !SECTION.test(id)) continue;
        section = id;
        remember((progress) => {
          [progress.page, progress.section] = [name, section];
          if (target === headings.at(-1)) progress.read = [...new Set([...progress.read, name])];
        });
      }
    });
    for (const heading of headings) observer.observe(heading);
  }

  /** @param {HTMLInputElement} box */
  function watchExercise(box) {
    const name = box.dataset.exercise ?? "";
    box.checked = recall().done.includes(name);
    box.addEventListener("change", () => {
      const kept = remember((progress) => {
        const others = progress.done.filter((other) => other !== name);
        progress.done = box.checked ? [...others, name] : others;
      });
      const said = box.closest("p")?.querySelector("[role=status]");
      if (said) said.textContent = kept ? "" : NOT_KEPT;
    });
  }

  /** @param {HTMLElement} place of the front page, which holds a sentence for who begins */
  function showProgress(place) {
    if (!keeps()) {
      place.textContent = NOT_KEPT;
      return;
    }
    const { read, done, page, section } = recall();
    const chapters = [.../** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("#the-map td a"))];
    const isOf = (/** @type {string} */ name) => (/** @type {HTMLAnchorElement} */ link) =>
      (link.getAttribute("href") ?? "").endsWith(`/${name}.html`);
    const known = read.filter((name) => chapters.some(isOf(name)));
    const last = page ? chapters.find(isOf(page)) : undefined;
    if (!last && !known.length && !done.length) return;
    const parts = [`${known.length} of ${chapters.length} chapters read, ${done.length} ${done.length === 1 ? "exercise" : "exercises"} done. `, forgetButton(place)];
    place.replaceChildren(...(last ? ["Continue where you were: ", linkTo(last, section), ". "] : []), ...parts);
  }

  /**
   * @param {HTMLAnchorElement} chapter
   * @param {string} section
   */
  function linkTo(chapter, section) {
    const link = document.createElement("a");
    link.setAttribute("href", (chapter.getAttribute("href") ?? "") + (section ? `#${section}` : ""));
    link.textContent = chapter.textContent;
    return link;
  }

  /** @param {HTMLElement} place */
  function forgetButton(place) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Forget this";
    button.addEventListener("click", () => {
      try {
        localStorage.removeItem(KEY);
        place.textContent = "Forgotten. Nothing about your reading is kept in this browser any more.";
      } catch {
        place.textContent = NOT_KEPT;
      }
      place.tabIndex = -1;
      place.focus();
    });
    return button;
  }

  const here = /\/chapters\/([^/]+)\.html$/.exec(location.pathname)?.[1] ?? "";
  if (CHAPTER.test(here)) watchChapter(here);
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-exercise]"))) watchExercise(box);
  const place = /** @type {HTMLElement | null} */ (document.querySelector(".continue"));
  if (place) showProgress(place);
})();
