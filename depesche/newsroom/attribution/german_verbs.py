"""German verbs of saying, in all the forms that news use. Strength: 3 says so, 2 takes a position, 1 only sometimes speaks."""

from __future__ import annotations

from depesche.newsroom.attribution.verb_forms import Particles, Verbs, joined, regular

_REGULAR = {
    3: """sag erklär beton bericht äußer behaupt versicher erläuter ergänz erwider antwort entgegn konstatier beteuer bekräftig meld vermeld verkünd
        verlautbar dementier bestätig bemerk zitier prophezei prognostizier mutmaß witzel twitter schilder resümier argumentier präzisier begründ
        unterstell enthüll offenbar folger gesteh verlaut konter beziffer protokollier vermerk orakel bescheinig berichtig ätz""",
    2: """mein glaub kritisier forder warn vermut schätz befürcht beklag bedauer begrüß bemängel erinner frag kommentier lob plädier signalisier
        urteil verlang verurteil verteidig zweifel bezweifel empör ermahn fürcht gelob informier klag mahn monier notier rüg spekulier
        veröffentlich würdig charakterisier bezeichn appellier attestier diagnostizier dokumentier erwähn schimpf spott schwärm titel droh
        protestier leugn bestreit versprech beschuldig bezichtig verdächtig wünsch hoff garantier kalkulier rechtfertig analysier bilanzier
        relativier begeister dräng ätz stöhn jubel ruf schlussfolger unterstrich bejah vernein erfrag gratulier korrigier poch werb hinterfrag
        verspott beanstand verneid skizzier befürwort insistier beharr ermutig ermunter ersuch tadel missbillig bejubel rühm geißel beschwicht
        mokier prahl scherz raun murmel flüster stammel taxier veranschlag erhoff konkretisier propagier""",
    1: """erwart rechn plan zeig reagier verweiger beantrag wehr sorg freu wunder bewert beurteil interpretier deut empfind beschreib beobacht
        feststell ermittel prüf beschwer verpflicht bedank entschuldig beruhig distanzier beabsichtig wünsch stimm unterstütz vertrau""",
}
_IRREGULAR = {
    3: """sprach sprachen spricht sprechen gesprochen schrieb schrieben schreibt schreiben geschrieben geschrieben hieß heißt geheißen unterstrich
        unterstrichen unterstreicht unterstreichen betont verriet verrieten verrät verraten erzählte erzählt erzählten erzählen versprach
        versprachen verspricht versprechen versprochen widersprach widersprachen widerspricht widersprechen widersprochen gestand gestanden
        gesteht beschrieb beschrieben beschreibt beschreiben bekannte bekannten rief riefen""",
    2: """nannte nannten nennt nennen genannt hält hielt hielten halten sieht sah sahen sehen erwägt erwägen erwog erwogen warb warben wirbt fand
        fanden findet finden dachte denkt dachten weiß wusste wussten riet rieten rät bat baten bittet gebeten bestritt bestritten bestreitet
        bestreiten empfahl empfahlen empfiehlt empfohlen empfehlen verwies verwiesen verweist verweisen berief berufen beruft befahl befohlen bot
        verbat verwahrte schwor schworen schwört beschwor beschworen pries priesen preist verglich verglichen vergleicht verwarf verwarfen
        verwirft verhieß erfuhr erfuhren ging geht gingen""",
    1: "will wollen wollte wollten möchte möchten ließ ließen lässt beschloss beschlossen schloss schließt",
}
#: verb of a separable pair, its particles, and how strong the pair is
_SEPARABLE = {
    ("teil", ""): "mit:3",
    ("kündig", ""): "an:3",
    ("räum", ""): "ein:3",
    ("deut", ""): "an:3 hin:2",
    ("führ", ""): "aus:3 an:3 zurück:2",
    ("füg", ""): "hinzu:3 an:3",
    ("stell", ""): "fest:3 klar:3 dar:2 heraus:1 infrage:2 frage:2 aussicht:3 abrede:3",
    ("leg", ""): "nahe:2 dar:3",
    ("lehn", ""): "ab:2",
    ("klag", ""): "an:2",
    ("frag", ""): "nach:2",
    ("mahn", ""): "an:2",
    ("pranger", ""): "an:2",
    ("sicher", ""): "zu:3",
    ("sag", ""): "zu:3 ab:2 voraus:3 aus:3",
    ("merk", ""): "an:3",
    ("reg", ""): "an:2",
    ("stuf", ""): "ein:2",
    ("hak", ""): "nach:2",
    ("rechn", ""): "vor:3",
    ("pflicht", ""): "bei:2",
    ("spiel", ""): "herunter:2 an:2",
    ("ordn", ""): "an:2",
    ("droh", ""): "an:2",
    ("lenk", ""): "ein:2",
    ("beklag", ""): "sich:2",
    ("sprech", ""): "aus:3",
    ("", "schlug schlugen schlägt schlagen geschlagen"): "vor:3",
    ("", "bot boten bietet bieten geboten"): "an:2",
    ("", "hielt hielten hält halten gehalten"): "fest:3 entgegen:3 dagegen:2 vor:2",
    ("", "fuhr fuhren fährt fahren gefahren"): "fort:3",
    ("", "schloss schlossen schließt schließen geschlossen"): "aus:2",
    ("", "trug trugen trägt tragen getragen"): "vor:3",
    ("", "griff griffen greift greifen gegriffen"): "an:2",
    ("", "erhob erhoben erhebt erheben"): "vorwürfe:2 vorwurf:2 einspruch:2",
    ("", "bestand bestanden besteht bestehen"): "darauf:2",
    ("stimm", ""): "zu:2 ein:2",
    ("setz", ""): "ein:1 hinzu:3 entgegen:2 voraus:1",
    ("mach", ""): "deutlich:3 klar:3 geltend:3 verantwortlich:2 aufmerksam:3 bekannt:3",
    ("schätz", ""): "ein:2",
    ("zeig", ""): "überzeugt:3 besorgt:3 enttäuscht:3 zufrieden:3 erfreut:3 zuversichtlich:3 optimistisch:3 erleichtert:3 auf:1 an:1",
    ("drück", ""): "aus:3",
    ("", "gab gaben gibt geben gegeben gegeb"): "an:3 bekannt:3 zu:3 bedenken:3 Protokoll:3 Auskunft:3 Entwarnung:2",
    ("", "wies wiesen weist weisen gewiesen"): "hin:3 zurück:3 darauf:3",
    ("", "warf warfen wirft werfen geworfen"): "vor:2",
    ("", "rief riefen ruft rufen gerufen"): "auf:2 zu:2",
    ("", "wandte wandten wendet wenden gewandt"): "ein:2",
    ("", "sprach sprachen spricht sprechen gesprochen"): "aus:3 an:2 zu:2",
    ("", "nahm nahmen nimmt nehmen genommen"): "an:2 Stellung:3 zurück:2",
    ("", "ging gingen geht gehen gegangen"): "davon:2",
    ("", "kam kamen kommt kommen gekommen"): "ergebnis:3 schluss:3",
    ("", "trat traten tritt treten"): "entgegen:2",
    ("", "brachte brachten bringt bringen gebracht"): "Ausdruck:3 vor:3",
    ("", "hob hoben hebt heben gehoben"): "hervor:3",
    ("", "stritt stritten streitet streiten gestritten"): "ab:3",
    ("", "gestand gestanden gesteht gestehen"): "ein:3 zu:2",
    ("", "ließ ließen lässt lassen"): "wissen:3 mitteilen:3 verlauten:3 verlautbaren:3 erklären:3",
    ("", "wird wurde werden wurden"): "zitiert:3",
    ("", "vertrat vertraten vertritt vertreten"): "Auffassung:3 Ansicht:3 Meinung:3 Standpunkt:3",
    ("", "übte übten übt"): "Kritik:2",
    ("", "äußerte äußerten äußert"): "Kritik:3",
    ("", "ist war sind waren"): "sicher:1 überzeugt:3 Ansicht:3 Meinung:3 Auffassung:3",
}

VERBS: Verbs = regular(_REGULAR, _IRREGULAR, participle="ge")
PARTICLES: Particles
PARTICLES, JOINED = joined(_SEPARABLE)
VERBS.update({form: strength for form, strength in JOINED.items() if form not in VERBS})
