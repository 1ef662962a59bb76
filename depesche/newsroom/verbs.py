"""Forms of German verbs that the stemmer leaves apart: "stieg", "steigt" and "gestiegen" lead to "steigen", "verkaufte" to "verkaufen".

Two short lists instead of a dictionary: verbs that change their vowel, with the stems of their forms, and common verbs that do not. Left out are
forms that are nouns or verbs of another meaning as well: Band, Stand, Lage, Sprache, Stahl, Maß, Macht; lief (liefern), fuhr (führen).
"""

from __future__ import annotations

# stems of forms : stem of the infinitive, as the stemmer leaves them
_CHANGING = """
    stieg gestieg:steig  fiel gefall:fall  sank gesunk:sink  trat getret tritt:tret  griff gegriff:greif  schnitt geschnitt:schneid  ging gegang:geh
    kam:komm  gesproch spricht:sprech  verlor:verlier  gewann gewonn:gewinn  hielt:halt  liess:lass  wuchs wuch:wachs  starb gestorb stirbt:sterb
    warf geworf wirft:werf  zog gezog:zieh  flog geflog:flieg  schoss geschoss:schiess  geschloss:schliess  schrieb geschrieb:schreib
    trieb getrieb:treib  blieb geblieb:bleib  schwieg geschwieg:schweig  hob gehob:heb  trug:trag  schlug:schlag
    half geholf hilft:helf  brach gebroch bricht:brech  gestohl stiehlt:stehl  sass gesess:sitz  sah sieht:seh  fing gefang:fang  hing gehang:hang
    rief geruf:ruf  schuf:schaff  lud:lad  dacht gedacht:denk  bracht gebracht:bring  gewusst:wiss  nahm genomm nimmt:nehm
    traf getroff trifft:treff  fand gefund:find  gelung gelang:geling  zwang gezwung:zwing  schwamm geschwomm:schwimm  begann begonn:beginn
    bog gebog:bieg  genoss:geniess  floss gefloss:fliess  kroch:kriech  gelog:lug  ass gegess:ess  frass gefress:fress
    vergass vergisst:vergess  entschied:entscheid  litt gelitt:leid  ritt geritt:reit  stritt gestritt:streit  glich geglich:gleich
    wies gewies:weis  lieh gelieh:leih  verschwand verschwund:verschwind  sprang gesprung:spring  sang gesung:sing  drang gedrung:dring
    trank getrunk:trink  klang geklung:kling  gilt:gelt  wachst:wach
"""
# Forms that only count behind a prefix: alone they are a noun (Schloss, Bot, Schiene).
_BEHIND_A_PREFIX = "schloss:schliess  bot gebot:biet  schien:schein  nannt genannt:nenn  las geles liest:les"
# Stems of verbs that take "t", "te" and "ge...t" without any change.
_STEADY = """
    arbeit bau bedroh belast beschuldig bestatig bestimm besuch bezahl brauch dank demonstrier diskutier dreh droh entlast entwickel erfolg
    erhoh erklar ermittel eroffn erwart evakuier feier finanzier folg forder forsch frag fuhr furcht gefahrd glaub hand handel hoff hor
    informier investier kampf kauf klag kletter kontrollier kritisier kurz leb leg lehn lehr lern liefer losch mein meld miet
    nutz ordn organisier plan produzier profitier protestier pruf reagier rechn red regier reis rett rutsch sag sammel schatz schau schick
    schrumpf schutz senk setz sicher sieg sorg spar spiel stagnier steiger stell steuer stimm stor sturz such trau untersuch unterstutz verhaft
    verhandel verkauf verkund verlang verletz vermiet versicher versuch vertrau verursach verurteil verzoger wahl warn wechsel wohn zahl zeig
    zerstor
"""
_STEADY_AND_CHANGING = "steig fall sink komm wachs geh halt schlag trag greif bleib zieh treib schreib heb find bring sing spring trink fang ruf"
_PREFIXES = """
    zuruck wieder hinunter hinauf heraus herein hinaus herunter herab hinzu entgegen zusammen weiter unter uber durch nach fort fest statt
    voran voraus vor auf aus ein mit bei ent ver zer emp weg hin her los teil ab an be er um zu
"""


def _read(told: str) -> dict[str, str]:
    found = {}
    for line in told.split("  "):
        forms, _, infinitive = line.strip().partition(":")
        found.update(dict.fromkeys(forms.split(), infinitive))
    return found


def _steady() -> dict[str, str]:
    stems = {*_STEADY.split(), *_STEADY_AND_CHANGING.split()}
    return {form: stem for stem in stems for form in (f"{stem}t", f"{stem}et", f"ge{stem}t", f"ge{stem}et") if form not in stems}


PREFIXES = _PREFIXES.split()
BARE = _steady() | _read(_CHANGING)
PREFIXED = BARE | _read(_BEHIND_A_PREFIX)


def infinitive(stem: str) -> str:
    """Return the stem of the infinitive for the stem of another form of a verb; any other stem as it is.

    >>> infinitive("stieg"), infinitive("angestieg"), infinitive("steigt"), infinitive("eingekauft"), infinitive("markt")
    ('steig', 'ansteig', 'steig', 'einkauf', 'markt')
    """
    if stem in BARE:
        return BARE[stem]
    for prefix in PREFIXES:
        rest = stem.removeprefix(prefix)
        if rest in PREFIXED and rest != stem:
            return prefix + PREFIXED[rest]
    return stem
