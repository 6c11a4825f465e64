// What assets/search.js uses of Sphinx's own search, which comes after it.
declare const Search: {
  _index: { docnames: string[]; terms: Record<string, number | number[]>; titleterms: Record<string, number | number[]> };
  _parseQuery(query: string): [string, Set<string>, Set<string>, Set<string>, Set<string>];
};
