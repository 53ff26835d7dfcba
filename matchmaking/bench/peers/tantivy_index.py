"""tantivy: the search library in Rust, BM25 over German stems."""

import tantivy

from matchmaking.bench.systems import CORES, rows_to_table, run_blocks

_HEAP = 256_000_000
_BLOCK = 100


class Tantivy:
    """An index in memory; a need is the disjunction of its words.

    Queries are built term by term: the query parser takes punctuation of plain German for operators.
    """

    name = "tantivy"

    def analyse(self, needs, offers):
        filters = tantivy.Filter
        analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for step in (filters.remove_long(60), filters.lowercase(), filters.stopword("german")):
            analyser = analyser.filter(step)
        analyser = analyser.filter(filters.stemmer("german")).build()
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="german", index_option="freq")
        schema.add_integer_field("place", stored=True)
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema)
        self._index.register_tokenizer("german", analyser)
        # Offers are read while they are indexed; needs become sets of terms here.
        self._offers = offers
        self._asked = [sorted(set(analyser.analyze(need.text))) for need in needs]

    def build(self):
        writer = self._index.writer(heap_size=_HEAP, num_threads=CORES)
        for place, offer in enumerate(self._offers):
            writer.add_document(tantivy.Document(text=offer.text, place=place))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        every = self._searcher.search(tantivy.Query.all_query(), max(1, len(self._offers)), count=False).hits
        # Reading a stored document per hit would be slower than the search.
        self._places = {(hit.segment_ord, hit.doc): self._searcher.doc(hit)["place"][0] for _score, hit in every}

    def score(self, top):
        def answer(start, stop):
            return start, *rows_to_table([self._ask(words, top) for words in self._asked[start:stop]], top)

        yield from run_blocks(len(self._asked), _BLOCK, answer)

    def _ask(self, words, top):
        query = tantivy.Query
        terms = [(tantivy.Occur.Should, query.term_query(self._schema, "text", word, "freq")) for word in words]
        hits = self._searcher.search(query.boolean_query(terms), top, count=False).hits if terms else []
        return [(self._places[hit.segment_ord, hit.doc], score) for score, hit in hits]

    def extra_memory(self):
        return 0
