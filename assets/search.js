/*
 * How the search page splits a question into words, and orders what it found. Sphinx puts this before its own script.
 * pages/search.py splits the pages by the same rules, and lists the pages of each word with the best first.
 */
function splitQuery(/** @type {string} */ query) {
  const joined = query.replace(/(\d)\s*(?:[×x]|\\times|by)\s*(?=\d)/giu, "$1x");
  const words = joined.match(/\bc\+\+|[\p{Letter}\p{Number}_]+/giu) ?? [];
  return words.filter((word) => !/^(__proto__|constructors?)$/i.test(word)); // Sphinx would stumble: objects have these
}

var Scorer = {
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,

  /**
   * Prefer the place itself, then pages that the words of the question are about: those early in the words' lists.
   * @param {[string, string, string, string | null, number, ...unknown[]]} found page, title, anchor, text, score
   */
  score([page, , anchor, , score]) {
    if (anchor) return score + 5; // a heading or a function of this name, rather than a page that has one
    const { docnames, terms, titleterms } = Search._index;
    const [, words] = Search._parseQuery(new URLSearchParams(location.search).get("q") ?? "");
    const places = [...words].map((word) => {
      const lists = [titleterms, terms].map((list) => Object.hasOwn(list, word) ? [list[word]].flat() : []);
      return lists.flat().indexOf(docnames.indexOf(page));
    });
    return score + places.reduce((sum, place) => sum + (place < 0 ? 0 : 4 / (1 + place)), 0) / Math.max(words.size, 1);
  },
};
