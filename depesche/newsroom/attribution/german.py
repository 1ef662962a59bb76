"""What German news call the people and bodies that speak, and the words around them. All lists are lower case."""

from __future__ import annotations

from depesche.newsroom.attribution.listed import words

DETERMINERS = words(
    """der die das des dem den ein eine einer eines einem einen dieser diese dieses diesem diesen jener jene jenes sein seine seiner seines
    seinem seinen ihr ihre ihrer ihres ihrem ihren unser unsere mehrere viele einige manche alle beide kein keine keiner keines keinem keinen
    zwei drei vier fünf mehreren vielen einigen allen beiden zahlreiche zahlreichen weitere weiteren andere anderen derselbe dieselbe welche
    welcher"""
)
PREPOSITIONS = words(
    """in im ins an am ans auf aus bei beim mit nach von vom zu zum zur für durch um gegen ohne über unter vor hinter neben zwischen seit bis
    während wegen trotz innerhalb außerhalb anlässlich gegenüber infolge aufgrund entlang mittels statt anstatt dank per pro zugunsten namens
    hinsichtlich bezüglich angesichts samt nahe nahezu ab inklusive rund einschließlich außer binnen hinaus inmitten seitens vorbehaltlich
    laut gemäß als"""
)
PRONOUNS = {"er": "m", "sie": "f"}
SUBORDINATORS = words(
    "dass daß ob weil wenn obwohl nachdem bevor während indem damit sodass falls sofern wie da als bis seit denn warum wo wann wer was wodurch"
)
#: words that open a sentence with a capital letter and name nobody
FUNCTION_WORDS = (
    DETERMINERS
    | PREPOSITIONS
    | SUBORDINATORS
    | words("er sie es dieser diese letzterer letztere ersterer jener der ihm ihnen ihr")
    | words(
        """und oder aber doch sondern denn auch nur noch schon bereits nun jetzt dann danach darauf daraufhin dabei dadurch dafür dagegen daher
        damals damit daneben daran darum davon davor dazu dort hier heute gestern vorgestern morgen zuvor zunächst zuletzt zudem außerdem
        ferner weiterhin weiter allerdings jedoch dennoch trotzdem deshalb deswegen somit also so sonst bisher bislang derzeit gegenwärtig
        aktuell inzwischen mittlerweile unterdessen währenddessen gleichzeitig zugleich schließlich insgesamt insbesondere besonders vor allem
        nicht nichts niemand man jeder jede jedes jemand wer was wie warum weshalb wann wo woher wohin ich du wir ihr mir mich uns euch es
        sich ihn eigentlich offenbar angeblich vermutlich möglicherweise wahrscheinlich vielleicht wohl natürlich zwar dies das hat haben ist
        sind war waren wird werden wurde wurden kann können soll sollen muss müssen darf laut zufolge demnach danach hinzu rund etwa knapp
        fast mehr weniger mindestens höchstens gut ebenso ebenfalls genau kurz lange später früher erst erstmals einmal zweimal wieder immer
        nie kaum gegen anders ähnlich darüber darunter hierzu hierbei hiermit hingegen indes indessen immerhin jedenfalls lediglich mehrfach
        nachdem nochmals obwohl seitdem sobald solange sowie sowohl soweit statt stattdessen tatsächlich überhaupt übrigens umgekehrt ursprünglich
        viel wenig vorher wegen weshalb wohingegen zusammen zuerst zusätzlich zuvor entsprechend angesichts anschließend abschließend
        ausdrücklich bald beim entgegen erneut folglich gemeinsam gemäß gerade hätte wäre würde könnte sollte sollten wollen will ja nein
        nachfolgend"""
    )
)
#: nouns of time, place and measure that are never a speaker
NEVER = words(
    """montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april mai juni juli august september oktober
    november dezember jahr jahre jahren jahres monat monate monaten woche wochen tag tage tagen tages stunde stunden minute minuten sekunde
    sekunden uhr morgen abend vormittag nachmittag nacht mittag wochenende montagabend ende anfang mitte prozent euro dollar kilometer meter
    million millionen milliarde milliarden ort zeit zeitpunkt fall frage grund teil seite art weise rahmen interview gespräch rede
    pressekonferenz erklärung mitteilung pressemitteilung stellungnahme anfrage hinblick blick folge hintergrund zusammenhang angaben angabe
    ansicht meinung auffassung einschätzung worten wort worte aussage aussagen berichterstattung kritik sitzung konferenz treffen gipfel
    besuch verhandlungen krieg konflikt unfall unglück brand feuer lage situation problem ziel frühjahr sommer herbst winter ostern
    weihnachten recht jahrhundert meinungen äußerung äußerungen freitagabend freitagmorgen samstagabend sonntagabend dienstagabend
    mittwochabend donnerstagabend sonntagmorgen montagmorgen kosten folgen maßnahmen maßnahme entscheidung urteil gesetz änderung entwicklung
    vorwürfe vorwurf fehler keller teller zähler meter metern kilometern höhe länge breite tiefe grad gramm tonne tonnen liter haushalt inhalt
    gehalt aufenthalt hintergründe stimmen stimme"""
)
#: heads (also as the last part of a compound) that speak as persons
ROLES = tuple(
    words(
        """sprecher sprecherin pressesprecher minister ministerin präsident präsidentin kanzler kanzlerin chef chefin vorsitzende vorsitzender
        vorstand direktor direktorin leiter leiterin generalsekretär generalsekretärin sekretär sekretärin bürgermeister bürgermeisterin
        abgeordnete abgeordneter politiker politikerin senator senatorin gouverneur gouverneurin experte expertin experten forscher forscherin
        wissenschaftler wissenschaftlerin professor professorin anwalt anwältin anwälte rechtsanwalt richter richterin staatsanwalt
        staatsanwältin botschafter botschafterin diplomat diplomaten general admiral oberst kommandeur trainer trainerin spieler spielerin
        kapitän manager managerin geschäftsführer geschäftsführerin unternehmer unternehmerin analyst analystin analysten ökonom ökonomin
        ökonomen volkswirt arzt ärztin ärzte mediziner augenzeuge augenzeugen zeuge zeugen zeugin bewohner anwohner beamte beamter beamtin
        ermittler polizist polizisten vertreter vertreterin mitglied mitglieder funktionär beauftragte beauftragter kommissar kommissarin rat
        rätin papst bischof kardinal priester pfarrer pfarrerin imam könig königin prinz prinzessin premier premierminister regierungschef
        staatschef fraktionschef autor autorin schriftsteller schauspieler schauspielerin sänger sängerin regisseur künstler künstlerin
        journalist journalistin reporter redakteur kritiker kritikerin gegner gegnerin beobachter beobachterin historiker gründer gründerin
        landrat landrätin dezernent kandidat kandidatin amtsinhaber nachfolger vorgänger stellvertreter vize kollege kollegin mann frau vater
        mutter sohn tochter witwe opfer täter angeklagte angeklagter verdächtige verteidiger verteidigerin kläger klägerin demonstranten
        aktivist aktivistin aktivisten kreise quellen insider fachleute fachmann meteorologe meteorologen physiker biologe biologin chemiker
        astronom archäologe geologe seismologe rektor rektorin dekan schüler studenten eltern lehrer lehrerin bauer landwirt besitzer inhaber
        eigentümer betreiber veranstalter organisator organisatoren initiator pilot fahrer feuerwehrmann retter einsatzleiter ranger förster
        jäger berater beraterin unterhändler gesandte gesandter vermittler attaché konsul marschall militärs offizier offiziere soldat
        rebellen rebellenführer führer führerin anführer parteichef ministerpräsident ministerpräsidentin obmann obfrau referent referentin
        koordinator koordinatorin ombudsmann sachverständige sachverständiger gutachter prüfer präses superintendent rabbiner delegierte
        sieger siegerin weltmeister sportler läufer fahrer tennisspieler star idol chefredakteur herausgeber verleger moderator moderatorin
        kommentator blogger entwickler erfinder konstrukteur ingenieur techniker informatiker investor aktionär banker händler kunde kunden
        verbraucherschützer datenschützer umweltschützer naturschützer tierschützer menschenrechtler bürgerrechtler gewerkschafter
        gewerkschaftler arbeitgeber arbeitnehmer senatssprecher behördenvertreter augenzeugin nachbar nachbarn jugendliche verletzte
        überlebende überlebender befürworter verfechter oppositionsführer justizminister oberbürgermeister oberhaupt dalai sportdirektor
        schiedsrichter bundestrainer stabschef franzose franzosen französin brite briten britin russe russen türke türken däne dänen schwede
        schweden finne finnen grieche griechen chinese chinesen engländer niederländer holländer isländer neuseeländer aner anier adier iener
        ainer alier elgier tinier österreicher schweizer jährige jähriger jährigen verantwortliche verantwortlichen verantwortlicher arbeiter
        loge login logen alist nist rist zist vist alisten nisten risten zisten visten eur händler hersteller macher träger halter nehmer
        geber sitzer iker ikerin tler tlerin kler redner rednerin rentner rentnerin partner züchter gärtner funktionär funktionäre angehörige
        angehörigen behördensprecher anwohnerin gast gäste leute verwandte verwandten freund freundin chefs sprecherrat sachkundige kenner
        insiderin augenzeugen passant passanten bürger bürgerin wähler fan fans ministerrat beisitzer amtsträger bruder schwester ehefrau
        ehemann"""
    )
)
#: heads that speak as bodies
BODIES = tuple(
    words(
        """verteidigung anklage regierung polizei ministerium staatsanwaltschaft bundesanwaltschaft anwaltschaft gericht gerichtshof behörde
        behörden amt partei
        fraktion kommission gewerkschaft verband bund bündnis verein stiftung institut universität hochschule klinik krankenhaus unternehmen
        konzern firma bank notenbank zentralbank gesellschaft agentur organisation feuerwehr armee militär bundeswehr generalstab geheimdienst
        geheimdienste nachrichtendienst parlament bundestag bundesrat senat kongress rat stadtrat vorstand aufsichtsrat opposition koalition
        kirche vatikan kreml weiße haus pentagon botschaft konsulat landesregierung bundesregierung stadtverwaltung stadt gemeinde kammer
        initiative komitee ausschuss gremium delegation union liga club klub mannschaft team hersteller betreiber sender zeitung zeitschrift
        magazin nachrichtenagentur wetterdienst warte sternwarte zentrum dienst leitung direktion verwaltung präsidium kommissariat
        staatskanzlei kanzleramt präsidialamt bundesamt kartellamt rechnungshof bundesbank rundfunk fernsehen portal blatt redaktion airline
        fluggesellschaft bahn hilfswerk hilfsorganisation menschenrechtsorganisation miliz bewegung front allianz nato rechnungshof grünen
        linke linken liberalen sozialdemokraten konservativen demokraten republikaner christdemokraten taliban hamas hisbollah vereinten
        nationen uno ezb who dachverband konferenz synode zentralrat ethikrat bundesverband forschungsinstitut börse staatsanwaltschaft
        leitstelle wache einsatzleitung stadtwerke versorger netzbetreiber zentrale naturschutzbund ausgabe site nachrichten staat staaten
        blog website webseite onlinedienst reederei werft flughafen verlag kanzlei rechtsabteilung muttergesellschaft"""
    )
)
#: what speaks without being anybody: reports, studies, papers
DOCUMENTS = tuple(
    words(
        """bericht berichte berichten medienbericht medienberichte medienberichten pressebericht presseberichte studie studien umfrage
        untersuchung gutachten statistik erhebung report analyse prognose dokument dokumente papier auswertung schätzung schätzungen
        veröffentlichung mitteilung pressemitteilung presseerklärung meldung meldungen medien erkenntnisse angaben quellen communiqué
        abschlussbericht zwischenbericht jahresbericht verdacht gerücht gerüchte behauptung stellungnahme schreiben brief ergebnis ergebnisse
        grundgesetz gesetz artikel verfassung verordnung richtlinie satzung aufsatz entwurf bilanz daten zahlen erklärung resolution
        anklageschrift urteil"""
    )
)
MEDIA = words(
    """dpa afp ap reuters yonhap tass interfax xinhua apa sda epd kna dapd ddp bloomberg cnn bbc ard zdf rtl spiegel stern focus bild welt faz
    taz handelsblatt zeit süddeutsche guardian times post tagesschau tagesspiegel standard kurier presse nzz blick ndr wdr mdr swr rbb br hr
    orf srf arte n-tv n24 al-dschasira dschasira wirtschaftswoche capital zeitungen agenturen fernsehsender"""
)
FEMININE = (
    "ung", "heit", "keit", "schaft", "ion", "tät", "in", "ei", "behörde", "bank", "bahn", "kirche", "union", "armee", "wehr", "agentur", "kammer",
    "stelle", "zentrale", "gruppe", "firma", "presse", "liga", "klinik", "warte", "fraktion", "stadt", "gemeinde", "frau", "mutter", "tochter",
    "studie", "front",
    "initiative", "allianz", "botschaft", "synode", "konferenz", "nato", "uno", "eu", "spd", "cdu", "csu", "fdp", "afd", "who", "ezb", "börse",
    "familie", "witwe", "leitung", "miliz", "airline", "reederei", "werft", "kanzlei", "linke", "hamas", "opposition", "koalition", "statistik",
)  # fmt: skip
NEUTER = ("ministerium", "gericht", "amt", "parlament", "institut", "unternehmen", "militär", "pentagon", "haus", "bündnis", "komitee", "präsidium",
          "magazin", "blatt", "fernsehen", "team", "zentrum", "gremium", "hilfswerk", "portal", "kommissariat", "konsulat")  # fmt: skip
TITLES = words("dr prof professor herr herrn frau pater sir lord lady dipl ing h.c sankt st kardinal scheich ayatollah")
PARTICLES_OF_NAMES = words("von van de del della di da dos el al bin ibn zur ten ter y")
#: cities and houses that speak for a state
SPEAKS_FOR = {
    "moskau": "Russland", "kreml": "Russland", "seoul": "Südkorea", "pjöngjang": "Nordkorea", "kiew": "Ukraine", "kyjiw": "Ukraine",
    "peking": "China", "washington": "USA", "pentagon": "USA", "berlin": "Deutschland", "paris": "Frankreich", "london": "Großbritannien",
    "rom": "Italien", "madrid": "Spanien", "warschau": "Polen", "wien": "Österreich", "bern": "Schweiz", "tokio": "Japan", "ankara": "Türkei",
    "teheran": "Iran", "jerusalem": "Israel", "damaskus": "Syrien", "bagdad": "Irak", "kairo": "Ägypten", "neu-delhi": "Indien",
    "brüssel": "Europäische Union", "budapest": "Ungarn", "prag": "Tschechien", "athen": "Griechenland", "belgrad": "Serbien", "minsk": "Belarus",
    "havanna": "Kuba", "caracas": "Venezuela", "islamabad": "Pakistan", "kabul": "Afghanistan", "riad": "Saudi-Arabien", "ottawa": "Kanada",
    "canberra": "Australien", "brasília": "Brasilien", "kopenhagen": "Dänemark", "oslo": "Norwegen", "stockholm": "Schweden",
    "helsinki": "Finnland", "den haag": "Niederlande", "vatikan": "Vatikan", "taipeh": "Taiwan", "weiße haus": "USA", "weißen haus": "USA",
}  # fmt: skip
STATES = words(
    """deutschland russland ukraine usa china frankreich großbritannien italien spanien polen österreich schweiz japan türkei iran israel syrien
    irak ägypten indien südkorea nordkorea ungarn tschechien griechenland serbien belarus kuba venezuela pakistan afghanistan saudi-arabien
    kanada australien brasilien dänemark norwegen schweden finnland niederlande belgien luxemburg irland portugal rumänien bulgarien kroatien
    slowenien slowakei georgien armenien aserbaidschan libanon jordanien jemen katar libyen tunesien marokko algerien sudan äthiopien kenia
    nigeria südafrika simbabwe mexiko argentinien chile kolumbien peru bolivien taiwan thailand vietnam indonesien philippinen malaysia
    myanmar nepal bangladesch mongolei island estland lettland litauen moldau kosovo albanien bosnien mazedonien zypern malta staaten eu nato
    uno"""
)
FEMALE = words(
    """angela anna annalena annegret andrea angelika barbara beate bettina birgit brigitte carola charlotte christa christine claudia condoleezza
    cornelia dagmar daniela doris edelgard elisabeth elke emma erika eva franziska gabriele gerda gisela hannelore heide heidemarie heidi
    helga hillary ilse inge ingrid irene jana johanna judith julia jutta karin katarina katharina katja katrin kerstin kristina laura lisa
    maria marie marianne marion marlies martina melanie michaela michelle monika nadine nancy nicole petra regina renate ricarda rita rosa
    sabine sandra sarah sahra saskia sigrid silke silvia simone sonja sophie stefanie steffi susanne sylvia tanja ulla ulrike ursula ute vera
    veronika viviane yvonne svenja manuela malu bärbel christiane cristina dilma theresa margaret margot mary rachel jacinda giorgia kamala
    greta tsai ségolène benazir aung julija swetlana olga marija kersti mette sanna christel hertha ruth lea linda"""
)
MALE = words(
    """joshua sascha luca andreas kofi mustafa barack joe george mark markus thomas peter wolfgang michael hans karl frank klaus jürgen günter
    helmut horst josef kurt franz otto olaf robert christian friedrich volker heiko sigmar gerhard joschka edmund guido philipp rainer jens"""
)
INDIRECT = words(
    """sei seien habe werde könne müsse solle dürfe wolle gebe komme gehe stehe bleibe lasse wisse brauche mache nehme sehe halte finde liege
    bestehe führe zeige bringe handele handle erwarte hätten hätte würden würde wären wäre könnten müssten sollten dürften wollten gelte trage
    spreche drohe fehle gehöre reiche laufe verfüge betrage arbeite rechne hoffe biete stelle wirke diene gäbe gäben käme kämen ginge stünde
    stünden läge bliebe bräuchte wüsste fände befände befänden brächte brächten hielte ließe träfe erhalte"""
)
#: nouns that name a view or a statement: „nach Angaben der Polizei“
VIEWS = words("""angaben angabe ansicht einschätzung auffassung meinung darstellung aussage aussagen worten bericht berichten berechnungen
    schätzungen
    schätzung erkenntnissen informationen überzeugung mitteilung auskunft sicht kenntnis meldung meldungen prognosen prognose lesart urteil
    beobachtungen ankündigung aufzeichnungen bekunden empfinden dafürhalten vorstellung vorstellungen umfrage analyse eindruck vernehmen
    recherchen augen
    medienberichten presseberichten agenturberichten zeitungsberichten medienangaben polizeiangaben medieninformationen""")
#: nouns of saying whose genitive says it: „die Forderung des Ministers, …“
SAYINGS = words(
    """forderung forderungen aufforderung behauptung behauptungen ankündigung warnung warnungen hoffnung vermutung vorschlag idee these aussage
    aussagen äußerung äußerungen erklärung feststellung vorwurf vorwürfe kritik zusage drohung appell aufruf bitte frage antwort befürchtung
    befürchtungen schilderung schilderungen dementi versprechen worte forderungen plan pläne auffassung ansicht meinung überzeugung"""
)
POINTING = {"dieser": "m", "diese": "f", "letzterer": "m", "letztere": "f"}
POSSESSIVES = {"seiner": "m", "seinen": "m", "seinem": "m", "ihrer": "f", "ihren": "f", "ihrem": "f"}
#: views that are nobody's name, as „Angaben“ in „nach Angaben der Polizei“
PLAIN_VIEWS = words(
    """angaben angabe ansicht einschätzung auffassung meinung darstellung aussage aussagen worten informationen überzeugung auskunft sicht
    kenntnis lesart eindruck augen vernehmen bekunden empfinden dafürhalten vorstellung vorstellungen"""
)
#: what settles something: „nach dem Grundgesetz“, „nach der Studie“
LAWS = words("grundgesetz gesetz artikel verfassung verordnung richtlinie satzung studie umfrage statistik")
#: bodies and persons that a text names before it calls them so: „das Unternehmen“, „der Mann“
STAND_INS = words(
    """unternehmen konzern firma behörde verband verein partei ministerium gewerkschaft sender zeitung blatt organisation institut haus amt
    gericht mann frau company firm agency association party ministry union broadcaster newspaper organisation organization man woman group"""
)


def is_indirect(word: str) -> bool:
    """Tell a verb in the conjunctive of reported speech: sei, habe, müsse, funktioniere."""
    return word in INDIRECT or (word.endswith("iere") and len(word) > 7)
