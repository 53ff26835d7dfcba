"""The compiled half of `reading`: from numbered word forms to terms, text by text."""

import numpy as np
from numba import njit

_OPTIONS = {"cache": True, "nogil": True}


@njit(**_OPTIONS)
def read(field_ptr, factors, token_ptr, tokens, word_limit, forms, names, groups, longer, labels, sizes):
    # pragma: no cover - compiled
    """Return what the texts say, as arrays; see `reading.Reader` for the meaning of the tuples.

    field_ptr   pointers text -> field        factors   how much a word counts, per field
    token_ptr   pointers field -> token       tokens    numbers of word forms
    word_limit  so many words of a field are looked at
    forms       per form: (name, surface); a name below 0 means that the word carries no meaning
    names       (key per name, pointers name -> part, keys of the parts, pointers variant -> topic, topics, weights)
    groups      (pointers variant -> group, pointers group -> entry, numbers of keys, strengths)
    longer      terms of several words: (pointers key -> term, pointers term -> other key, other keys, window per
                term, pointers term -> label, labels, weights)
    labels      (topic or -1 per label, pointers label -> key, numbers of keys, shares)
    sizes       (number of surfaces, number of topics)
    Variant 2 * n is name n standing alone, 2 * n + 1 the same inside a longer term.
    """
    name_of, surface_of = forms
    key_of, part_ptr, parts, lean_ptr, lean_topics, lean_weights = names
    group_ptr, entry_ptr, numbers, strengths = groups
    topic_of = labels[0]
    n_surfaces, n_topics = sizes
    n_texts, n_keys = len(field_ptr) - 1, len(longer[0]) - 1

    longest = 0
    for field in range(len(token_ptr) - 1):
        longest = max(longest, token_ptr[field + 1] - token_ptr[field])
    word_names = np.empty(longest, np.int32)
    inside = np.zeros(longest, np.bool_)
    variant_count = np.zeros(2 * len(key_of), np.float64)
    variants = np.empty(64, np.int32)
    surface_count = np.zeros(n_surfaces, np.float64)
    topic_sum, topic_met = np.zeros(n_topics, np.float64), np.zeros(n_topics, np.bool_)
    term_of_key = np.full(n_keys, -1, np.int32)
    local = np.full(n_keys, -1, np.int32)
    extra_of_key = np.full(n_keys, -1, np.int32)
    extra_key, extra_label, extra_next = np.empty(64, np.int32), np.empty(64, np.int32), np.empty(64, np.int32)
    extra_weight = np.empty(64, np.float64)

    terms = np.zeros(n_texts + 1, np.int64)
    out_count, out_groups = np.empty(1024, np.float64), np.zeros(1024, np.int64)
    out_entries = np.zeros(4096, np.int64)
    out_numbers, out_strengths = np.empty(16384, np.int32), np.empty(16384, np.float32)
    n_terms = n_groups = n_entries = 0
    surface_ptr, topic_ptr = np.zeros(n_texts + 1, np.int64), np.zeros(n_texts + 1, np.int64)
    out_surfaces, out_said = np.empty(1024, np.int32), np.empty(1024, np.float64)
    out_topics, out_sums = np.empty(1024, np.int32), np.empty(1024, np.float64)
    n_said = n_sums = 0

    for text in range(n_texts):
        n_variants = n_extras = 0
        first_said = n_said
        for field in range(field_ptr[text], field_ptr[text + 1]):
            factor = factors[field]
            n_words = 0
            for place in range(token_ptr[field], token_ptr[field + 1]):
                name = name_of[tokens[place]]
                if name < 0:
                    continue
                if n_words >= word_limit:
                    break
                word_names[n_words] = name
                inside[n_words] = False
                n_words += 1
                surface = surface_of[tokens[place]]
                if surface_count[surface] == 0.0:
                    out_surfaces, out_said = _room(out_surfaces, n_said), _room(out_said, n_said)
                    out_surfaces[n_said] = surface
                    n_said += 1
                surface_count[surface] += factor
            found = _find_longer(word_names[:n_words], inside, key_of, part_ptr, parts, longer, local)
            n_extras, extras = _keep_longer(
                found, word_names, key_of, topic_of, factor, topic_sum, topic_met, n_extras, extra_of_key,
                (extra_key, extra_label, extra_next, extra_weight),
            )  # fmt: skip
            extra_key, extra_label, extra_next, extra_weight = extras
            for word in range(n_words):
                variant = 2 * word_names[word] + inside[word]
                if variant_count[variant] == 0.0:
                    variants = _room(variants, n_variants)
                    variants[n_variants] = variant
                    n_variants += 1
                variant_count[variant] += factor
        for place in range(first_said, n_said):
            out_said[place] = surface_count[out_surfaces[place]]
            surface_count[out_surfaces[place]] = 0.0
        surface_ptr[text + 1] = n_said

        # One term per key; where a word stands alone and inside a longer term, alone counts.
        first_term = n_terms
        for i in range(n_variants):
            variant = variants[i]
            count = variant_count[variant]
            for place in range(lean_ptr[variant], lean_ptr[variant + 1]):
                topic_sum[lean_topics[place]] += count * lean_weights[place]
                topic_met[lean_topics[place]] = True
            key = key_of[variant // 2]
            if term_of_key[key] < 0:
                out_count = _room(out_count, n_terms)
                term_of_key[key] = n_terms
                out_count[n_terms] = 0.0
                n_terms += 1
        chosen = np.full(n_terms - first_term, 1, np.int32)
        for i in range(n_variants):
            variant = variants[i]
            term = term_of_key[key_of[variant // 2]]
            out_count[term] += variant_count[variant]
            inner = chosen[term - first_term] & 1 & variant
            chosen[term - first_term] = (variant & ~1) | inner
            variant_count[variant] = 0.0
        for i in range(n_variants):
            term_of_key[key_of[variants[i] // 2]] = -1
        out_groups = _room(out_groups, n_terms + 1)
        for i in range(n_terms - first_term):
            variant = chosen[i]
            extra = extra_of_key[key_of[variant // 2]]
            for group in range(group_ptr[variant], group_ptr[variant + 1]):
                start = n_entries
                size = entry_ptr[group + 1] - entry_ptr[group]
                out_numbers, out_strengths = (
                    _room(out_numbers, n_entries + size), _room(out_strengths, n_entries + size)
                )  # fmt: skip
                for entry in range(entry_ptr[group], entry_ptr[group + 1]):
                    out_numbers[n_entries] = numbers[entry]
                    out_strengths[n_entries] = strengths[entry]
                    n_entries += 1
                if group == group_ptr[variant]:
                    while extra >= 0:
                        label = extra_label[extra]
                        for place in range(labels[1][label], labels[1][label + 1]):
                            out_numbers, out_strengths = (
                                _room(out_numbers, n_entries), _room(out_strengths, n_entries)
                            )  # fmt: skip
                            n_entries = _keep_strongest(
                                out_numbers, out_strengths, start, n_entries,
                                labels[2][place], extra_weight[extra] * labels[3][place],
                            )  # fmt: skip
                        extra = extra_next[extra]
                n_groups += 1
                out_entries = _room(out_entries, n_groups)
                out_entries[n_groups] = n_entries
            out_groups[first_term + i + 1] = n_groups
        for extra in range(n_extras):
            extra_of_key[extra_key[extra]] = -1
        terms[text + 1] = n_terms

        for topic in range(n_topics):
            if topic_met[topic]:
                out_topics, out_sums = _room(out_topics, n_sums), _room(out_sums, n_sums)
                out_topics[n_sums] = topic
                out_sums[n_sums] = topic_sum[topic]
                n_sums += 1
                topic_sum[topic] = 0.0
                topic_met[topic] = False
        topic_ptr[text + 1] = n_sums
    return (
        (terms, out_count[:n_terms].copy(), out_groups[: n_terms + 1].copy(), out_entries[: n_groups + 1].copy(),
         out_numbers[:n_entries].copy(), out_strengths[:n_entries].copy()),
        (surface_ptr, out_surfaces[:n_said].copy(), out_said[:n_said].copy()),
        (topic_ptr, out_topics[:n_sums].copy(), out_sums[:n_sums].copy()),
    )  # fmt: skip


@njit(**_OPTIONS)
def _room(array, place):  # pragma: no cover - compiled
    """Return `array`, or a longer copy of it, so that `place` can be written."""
    if place < len(array):
        return array
    longer = np.zeros(max(place + 1, 2 * len(array)), array.dtype)
    longer[: len(array)] = array
    return longer


@njit(**_OPTIONS)
def _keep_strongest(numbers, strengths, start, end, number, strength):  # pragma: no cover - compiled
    """Add a key to the entries start:end or lift the strength it has there; return the new end."""
    for place in range(start, end):
        if numbers[place] == number:
            strengths[place] = max(strengths[place], np.float32(strength))
            return end
    numbers[end] = number
    strengths[end] = strength
    return end + 1


@njit(**_OPTIONS)
def _find_longer(words, inside, key_of, part_ptr, parts, longer, local):  # pragma: no cover - compiled
    """Return (label, weight, first word, last word) of the terms of several words, sorted; marks `inside`.

    local   -1 per key; left as it was found
    See `lexicon.TermIndex.find_longer`.
    """
    term_ptr, rest_ptr, rest, windows, label_ptr, term_labels, label_weights = longer
    # Where each key stands: pointers local key -> places, in the order of the text.
    n_local = 0
    keys = np.empty(64, np.int32)
    lengths = np.zeros(64, np.int64)
    for name in words:
        for part in range(part_ptr[name] - 1, part_ptr[name + 1]):
            key = key_of[name] if part < part_ptr[name] else parts[part]
            if part >= part_ptr[name] and key == key_of[name]:
                continue
            if local[key] < 0:
                keys, lengths = _room(keys, n_local), _room(lengths, n_local)
                local[key] = n_local
                keys[n_local] = key
                lengths[n_local] = 0
                n_local += 1
            lengths[local[key]] += 1
    place_ptr = np.zeros(n_local + 1, np.int64)
    for number in range(n_local):
        place_ptr[number + 1] = place_ptr[number] + lengths[number]
    following = place_ptr[:-1].copy()
    places = np.empty(place_ptr[-1], np.int64)
    for position in range(len(words)):
        name = words[position]
        for part in range(part_ptr[name] - 1, part_ptr[name + 1]):
            key = key_of[name] if part < part_ptr[name] else parts[part]
            if part >= part_ptr[name] and key == key_of[name]:
                continue
            number = local[key]
            places[following[number]] = position
            following[number] += 1

    found = [(0, 0.0, 0, 0) for _ in range(0)]
    for number in range(n_local):
        key = keys[number]
        for term in range(term_ptr[key], term_ptr[key + 1]):
            complete = True
            for other in range(rest_ptr[term], rest_ptr[term + 1]):
                if local[rest[other]] < 0:
                    complete = False
                    break
            if not complete:
                continue
            for place in range(place_ptr[number], place_ptr[number + 1]):
                position = places[place]
                first = last = position
                for other in range(rest_ptr[term], rest_ptr[term + 1]):
                    each = local[rest[other]]
                    near = _nearest(places[place_ptr[each] : place_ptr[each + 1]], position)
                    first, last = min(first, near), max(last, near)
                if last - first >= windows[term]:
                    continue
                for label in range(label_ptr[term], label_ptr[term + 1]):
                    found.append((term_labels[label], label_weights[label], first, last))
                if last > first:
                    inside[position] = True
                    for other in range(rest_ptr[term], rest_ptr[term + 1]):
                        each = local[rest[other]]
                        inside[_nearest(places[place_ptr[each] : place_ptr[each + 1]], position)] = True
    for number in range(n_local):
        local[keys[number]] = -1
    found.sort()
    return found


@njit(**_OPTIONS)
def _nearest(ordered, position):  # pragma: no cover - compiled
    right = np.searchsorted(ordered, position)
    if right == 0:
        return ordered[0]
    if right == len(ordered) or position - ordered[right - 1] <= ordered[right] - position:
        return ordered[right - 1]
    return ordered[right]


@njit(**_OPTIONS)
def _keep_longer(found, words, key_of, topic_of, factor, topic_sum, topic_met, n_extras, extra_of_key, extras):
    # pragma: no cover - compiled
    """Count the topics among the longer terms, remember the concepts with the keys of the words they cover.

    Return (number of extras, their arrays): per extra its key, label, the next one of the same key, the weight.
    """
    extra_key, extra_label, extra_next, extra_weight = extras
    met = [(0, 0.0) for _ in range(0)]  # (first word, weight) of the topic at hand
    previous = -1
    for label, weight, first, last in found:
        topic = topic_of[label]
        if topic < 0:
            for word in range(first, last + 1):
                key = key_of[words[word]]
                extra, end = extra_of_key[key], -1
                while extra >= 0 and extra_label[extra] != label:
                    extra, end = extra_next[extra], extra
                if extra >= 0:
                    extra_weight[extra] = max(extra_weight[extra], weight)
                    continue
                extra_key, extra_label = _room(extra_key, n_extras), _room(extra_label, n_extras)
                extra_next, extra_weight = _room(extra_next, n_extras), _room(extra_weight, n_extras)
                extra_key[n_extras], extra_label[n_extras] = key, label
                extra_next[n_extras], extra_weight[n_extras] = -1, weight
                if end < 0:
                    extra_of_key[key] = n_extras
                else:
                    extra_next[end] = n_extras
                n_extras += 1
            continue
        if label != previous:
            _add_topic(met, previous, topic_of, factor, topic_sum, topic_met)
            met.clear()
            previous = label
        for i in range(len(met)):
            if met[i][0] == first:
                met[i] = (first, max(met[i][1], weight))
                break
        else:
            met.append((first, weight))
    _add_topic(met, previous, topic_of, factor, topic_sum, topic_met)
    return n_extras, (extra_key, extra_label, extra_next, extra_weight)


@njit(**_OPTIONS)
def _add_topic(met, label, topic_of, factor, topic_sum, topic_met):  # pragma: no cover - compiled
    for _first, weight in met:
        topic_sum[topic_of[label]] += factor * weight
        topic_met[topic_of[label]] = True
