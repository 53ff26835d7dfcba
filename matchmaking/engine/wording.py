"""Reasons in words, German and English; short sentences for a project lead."""

from datetime import date

from .resources import load_resources

_REGIONS = {
    "soest": {"de": "Kreis Soest", "en": "the district of Soest"},
    "suedwestfalen": {"de": "Südwestfalen", "en": "South Westphalia"},
    "duesseldorf": {"de": "Düsseldorf", "en": "Düsseldorf"},
    "dortmund": {"de": "Dortmund", "en": "Dortmund"},
    "other": {"de": "andere Region", "en": "another region"},
}
_KINDS = {
    "solution": {"de": "eine Lösung", "en": "a solution"},
    "pilot": {"de": "ein Pilotprojekt", "en": "a pilot project"},
    "research": {"de": "Forschung", "en": "research"},
    "advice": {"de": "Beratung", "en": "advice"},
}
_LANGUAGES = {"de": {"de": "Deutsch", "en": "German"}, "en": {"de": "Englisch", "en": "English"}}

_SENTENCES = {
    "shared_concept": {
        "de": "Der Bedarf nennt {need_quote}, das Angebot {offer_quote}.",
        "en": "The need says {need_quote}, the offer {offer_quote}.",
    },
    "shared_words": {"de": "Beide Texte nennen {need_quotes}.", "en": "Both texts mention {need_quotes}."},
    "unanswered": {
        "de": "Zu {need_quotes} sagt das Angebot nichts.",
        "en": "The offer says nothing about {need_quotes}.",
    },
    "same_topic": {"de": "Gemeinsames Thema: {topic}.", "en": "Shared topic: {topic}."},
    "same_topic_in_text": {
        "de": "Bedarf und Angebot handeln vom Thema „{topic}“.",
        "en": "Need and offer are about “{topic}”.",
    },
    "related_topic": {
        "de": "Verwandte Themen: im Bedarf „{topic}“, im Angebot „{other}“.",
        "en": "Related topics: “{topic}” in the need, “{other}” in the offer.",
    },
    "topic_not_covered": {
        "de": "Das Thema „{topic}“ kommt im Angebot nicht vor.",
        "en": "The offer does not cover the topic “{topic}”.",
    },
    "sector_served": {
        "de": "Das Angebot richtet sich an die Branche {sectors}.",
        "en": "The offer serves the industry {sectors}.",
    },
    "sector_near": {
        "de": "Das Angebot richtet sich an verwandte Branchen: {served}.",
        "en": "The offer serves related industries: {served}.",
    },
    "sector_other": {
        "de": "Das Angebot nennt andere Branchen: {served}.",
        "en": "The offer names other industries: {served}.",
    },
    "same_place": {"de": "Beide sitzen in {ags}.", "en": "Both are based in {ags}."},
    "distance": {
        "de": "Zwischen {need_ags} und {offer_ags} liegen etwa {km} km.",
        "en": "{need_ags} and {offer_ags} are about {km} km apart.",
    },
    "same_region": {"de": "Beide kommen aus derselben Region: {region}.", "en": "Both are from {region}."},
    "budget_fits": {
        "de": "Das Angebot beginnt bei {minimum} Euro, das Budget reicht bis {budget} Euro.",
        "en": "The offer starts at {minimum} euros, the budget goes up to {budget} euros.",
    },
    "same_kind": {
        "de": "Gesucht und angeboten wird {asked}.",
        "en": "Sought and provided: {asked}.",
    },
    "other_kind": {
        "de": "Gesucht wird {asked}, angeboten wird {provided}.",
        "en": "Sought: {asked}; provided: {provided}.",
    },
    "other_language": {
        "de": "Das Angebot ist auf {language} verfasst.",
        "en": "The offer is written in {language}.",
    },
    "too_short": {
        "de": "Der Text sagt noch zu wenig: Was genau soll besser werden, womit wird heute gearbeitet?",
        "en": "The text says too little so far: what exactly should improve, what is used today?",
    },
    "foreign": {
        "de": "Der Text ist weder auf Deutsch noch auf Englisch verfasst.",
        "en": "The text is neither in German nor in English.",
    },
    "topic_without_offers": {
        "de": "Zum Thema „{topic}“ gibt es noch kein Angebot.",
        "en": "There is no offer on the topic “{topic}” yet.",
    },
    "nothing_close": {
        "de": "Kein Angebot beantwortet, was hier beschrieben ist.",
        "en": "No offer answers what is described here.",
    },
    "no_offers": {
        "de": "Es gibt noch keine Angebote.",
        "en": "There are no offers yet.",
    },
    "closest_lacks": {
        "de": "Auch das Angebot, das am nächsten kommt, sagt nichts zu {words}.",
        "en": "Even the offer that comes closest says nothing about {words}.",
    },
    "budget_below_minimum": {
        "de": "Passende Angebote beginnen bei {minimum} Euro, das Budget reicht bis {budget} Euro.",
        "en": "Offers that fit start at {minimum} euros, the budget goes up to {budget} euros.",
    },
    "all_booked": {
        "de": "Die passenden Angebote sind zurzeit ausgebucht.",
        "en": "The offers that fit are fully booked at present.",
    },
    "booked_out": {
        "de": "Zurzeit ausgebucht.",
        "en": "Fully booked at present.",
    },
    "booked_out_until": {
        "de": "Bis {until} ausgebucht.",
        "en": "Fully booked until {until}.",
    },
    "fully_booked": {
        "de": "Ausgebucht: {places} das Angebot mehr bringt.",
        "en": "Fully booked: {places} more from this offer.",
    },
    "fully_booked_until": {
        "de": "Bis {until} ausgebucht: {places} das Angebot mehr bringt.",
        "en": "Fully booked until {until}: {places} more from this offer.",
    },
    "better_offer_full": {
        "de": "Das Angebot {offer} stand weiter oben. {places} es mehr bringt.",
        "en": "The offer {offer} ranked higher. {places} more from it.",
    },
    "newcomer": {
        "de": "Das Angebot ist neu und soll gesehen werden.",
        "en": "The offer is new and should be seen.",
    },
    "little_in_common": {
        "de": "Die beiden Texte haben wenig gemeinsam.",
        "en": "The two texts have little in common.",
    },
    "fits_many": {
        "de": "Das Angebot passt zu anderen Bedarfen ebenso gut oder besser.",
        "en": "The offer fits other needs as well or better.",
    },
}
# What would have to change for a pair to fit better, or for a need to find anything.
_CHANGES = {
    "unanswered": {
        "de": "Der Anbieter müsste auch zu {need_quotes} etwas beitragen, soweit es zur Sache gehört.",
        "en": "The provider would have to help with {need_quotes} too, as far as it matters.",
    },
    "topic_not_covered": {
        "de": "Das Angebot müsste auch das Thema „{topic}“ abdecken.",
        "en": "The offer would have to cover the topic “{topic}” as well.",
    },
    "sector_other": {
        "de": "Der Anbieter müsste auch für diese Branche arbeiten: {sectors}.",
        "en": "The provider would have to work for this industry as well: {sectors}.",
    },
    "distance": {
        "de": "Die Zusammenarbeit müsste über etwa {km} km gelingen, zum größten Teil aus der Ferne.",
        "en": "Working together would have to succeed over about {km} km, mostly at a distance.",
    },
    "other_kind": {
        "de": "Gesucht ist {asked}. Der Anbieter müsste das auch leisten, oder {provided} müsste ebenso helfen.",
        "en": "Sought: {asked}. The provider would have to deliver that, or {provided} would have to help as well.",
    },
    "other_language": {
        "de": "Beide müssten sich auf eine Sprache einigen: Das Angebot ist auf {language} verfasst.",
        "en": "Both would have to agree on a language: the offer is written in {language}.",
    },
    "little_in_common": {
        "de": "Beide Texte müssten mehr zur Sache sagen, damit zu sehen ist, ob es passt.",
        "en": "Both texts would have to say more about the matter to show whether it fits.",
    },
    "booked_out": {
        "de": "Der Anbieter müsste wieder Kontakte annehmen.",
        "en": "The provider would have to take contacts again.",
    },
    "booked_out_until": {
        "de": "Nach dem {until} hat der Anbieter wieder Plätze.",
        "en": "The provider has places again after {until}.",
    },
    "fully_booked": {
        "de": "Ein Platz des Anbieters müsste frei werden.",
        "en": "A place of the provider would have to become free.",
    },
    "fully_booked_until": {
        "de": "Ein Platz müsste vorher frei werden. Nach dem {until} hat der Anbieter wieder Plätze.",
        "en": "A place would have to become free earlier. The provider has places again after {until}.",
    },
    "too_short": {
        "de": "Der Bedarf müsste sagen, was genau besser werden soll und womit heute gearbeitet wird.",
        "en": "The need would have to say what exactly should improve and what is used today.",
    },
    "foreign": {
        "de": "Der Text müsste auf Deutsch oder Englisch vorliegen.",
        "en": "The text would have to be in German or English.",
    },
    "topic_without_offers": {
        "de": "Ein Anbieter zum Thema „{topic}“ müsste gewonnen werden.",
        "en": "A provider on the topic “{topic}” would have to be won.",
    },
    "closest_lacks": {
        "de": "Ein Angebot müsste {words} nennen, oder der Bedarf müsste es mit anderen Worten sagen.",
        "en": "An offer would have to mention {words}, or the need would have to use other words.",
    },
    "budget_below_minimum": {
        "de": "Das Budget müsste auf {minimum} Euro steigen, oder ein Anbieter müsste mit weniger beginnen.",
        "en": "The budget would have to rise to {minimum} euros, or a provider would have to start with less.",
    },
    "all_booked": {
        "de": "Bei einem der Anbieter müsste ein Platz frei werden.",
        "en": "A place would have to become free with one of the providers.",
    },
    "no_offers": {
        "de": "Angebote müssten veröffentlicht werden.",
        "en": "Offers would have to be published.",
    },
}
# The hints once more, for the company whose need it is. Nothing here may tell who offers what.
_FOR_COMPANY = {
    "too_short": {
        "de": "Ihr Text sagt uns noch wenig. Was genau soll besser werden, und womit arbeiten Sie heute?",
        "en": "Your text tells us little so far. What exactly should improve, and what do you use today?",
    },
    "foreign": {
        "de": "Bitte beschreiben Sie den Bedarf auf Deutsch oder Englisch.",
        "en": "Please describe the need in German or English.",
    },
    "topic_without_offers": {
        "de": "Zum Thema „{topic}“ gibt es bei uns noch kein Angebot. Wir suchen weiter.",
        "en": "We have no offer on the topic “{topic}” yet. We keep looking.",
    },
    "nothing_close": {
        "de": "Was Sie beschreiben, beantwortet bisher kein Angebot. Weitere Einzelheiten helfen uns beim Suchen.",
        "en": "No offer answers what you describe so far. More details help us to look.",
    },
    "closest_lacks": {
        "de": "Zu {words} haben wir nichts gefunden. Kennen Sie dafür andere Wörter, dann ergänzen Sie diese bitte.",
        "en": "We found nothing about {words}. If you know other words for it, please add them.",
    },
    "budget_below_minimum": {
        "de": "Passende Angebote beginnen bei {minimum} Euro, Ihr Budget reicht bis {budget} Euro.",
        "en": "Offers that fit start at {minimum} euros, your budget goes up to {budget} euros.",
    },
    "all_booked": {
        "de": "Passende Anbieter sind zurzeit ausgebucht. Wir melden uns, sobald ein Platz frei wird.",
        "en": "Providers that fit are fully booked at present. We write to you when a place becomes free.",
    },
    "no_offers": {
        "de": "Es gibt noch keine Angebote. Wir melden uns, sobald sich das ändert.",
        "en": "There are no offers yet. We write to you when that changes.",
    },
}
_PLACES = {
    "de": ("Der einzige Platz ist an einen Bedarf vergeben, dem", "Alle {} Plätze sind an Bedarfe vergeben, denen"),
    "en": ("The only place has gone to a need that gains", "All {} places have gone to needs that gain"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_AND = {"de": "und", "en": "and"}
_MOST_SECTORS = 3
_MORE = {"de": "weitere", "en": "others"}
_LONGEST_QUOTE = 30  # characters; of a longer stretch the first and the last word tell enough
_QUOTES = {"de": "„{}“", "en": "“{}”"}


def render_reason(reason, language="de", *, resources=None):
    """Return one sentence for a Reason in "de" or "en".

    Raises KeyError for a code or a language it does not know. The sentence quotes the texts as they
    are: whoever shows it on a page escapes it.
    """
    return _render(_SENTENCES, reason, language, resources or load_resources())


def render_change(reason, language="de", *, resources=None):
    """Return what would have to change for a Reason against a pair, or a hint, to go away; "" where nothing could.

    Raises KeyError like `render_reason`.
    """
    if reason.code not in _CHANGES:
        return ""
    return _render(_CHANGES, reason, language, resources or load_resources())


def render_for_company(hint, language="de", *, resources=None):
    """Return a hint as the company reads it whose need finds nothing; raises KeyError like `render_reason`."""
    return _render(_FOR_COMPANY, hint, language, resources or load_resources())


def _render(table, reason, language, resources):
    values = {name: _value(name, value, language, resources) for name, value in reason.params.items()}
    values["need_quotes"] = _listed([_quote(surface, language) for surface in _surfaces(reason)], language)
    if reason.need_spans and reason.offer_spans:
        values["need_quote"] = _quote(reason.need_spans[0].surface, language)
        values["offer_quote"] = _quote(reason.offer_spans[0].surface, language)
        if table is _SENTENCES and reason.code == "shared_concept" and values["need_quote"] == values["offer_quote"]:
            return _SENTENCES["shared_words"][language].format(need_quotes=values["need_quote"])
    dated = f"{reason.code}_until"
    code = dated if dated in table and values.get("until") else reason.code
    return table[code][language].format(**values)


def _value(name, value, language, resources):
    if name in ("topic", "other"):
        return resources.topics[value].label[language]
    if name in ("sectors", "served"):
        named = [_sector(code, language, resources) for code in value[:_MOST_SECTORS]]
        return _listed(named + [_MORE[language]] * (len(value) > _MOST_SECTORS), language)
    if name in ("ags", "need_ags", "offer_ags"):
        return resources.places[value].name
    if name in ("budget", "minimum"):
        grouped = f"{value:,.0f}"
        return grouped.replace(",", ".") if language == "de" else grouped
    if name == "words":
        return _listed([_quote(word, language) for word in value], language)
    if name == "places":
        return _PLACES[language][value > 1].format(value)
    if name == "until":
        return _day(value, language)
    table = {"region": _REGIONS, "asked": _KINDS, "provided": _KINDS, "language": _LANGUAGES}.get(name)
    return table[value][language] if table else value


def _day(value, language):
    """Say a day given as ISO text, the form in which params can be stored; None stays None."""
    if value is None:
        return None
    day = date.fromisoformat(value)
    return f"{day:%d.%m.%Y}" if language == "de" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _sector(code, language, resources):
    table = resources.sectors["sections" if code.isalpha() else "divisions"]
    return f"{table[code][language]} ({code})"


def _quote(surface, language):
    words = surface.split()
    if len(" ".join(words)) > _LONGEST_QUOTE and len(words) > 2:
        words = [words[0].strip(".,:;("), "…", words[-1].strip("(),.:;")]
    return _QUOTES[language].format(" ".join(words))


def _surfaces(reason):
    """Return what is quoted of the need. Of a word that stands in both texts in two forms, or inside a longer one,
    the shorter form is what both say."""
    spans = [span.surface for span in reason.need_spans]
    if reason.code == "shared_words" and len(reason.offer_spans) == len(spans):
        pairs = zip(spans, (span.surface for span in reason.offer_spans), strict=True)
        spans = [min(pair, key=len) for pair in pairs]
    return list({surface.casefold(): surface for surface in reversed(spans)}.values())[::-1]


def _listed(parts, language):
    """Return "a, b and c"."""
    *first, last = parts or [""]
    return f"{', '.join(first)} {_AND[language]} {last}" if first else last
