"""English words for who speaks and how; the counterpart of :mod:`depesche.newsroom.attribution.german`."""

from __future__ import annotations

from depesche.newsroom.attribution.listed import words
from depesche.newsroom.attribution.verb_forms import Verbs

DETERMINERS = words(
    """the a an this that these those his her its their our some several many two three four five both all one another other further no any each
    every"""
)
PREPOSITIONS = words(
    """in on at by with from to of for about against into over under before after during between through without within despite near since until
    upon across among amid toward towards via per alongside outside inside like as than"""
)
SUBORDINATORS = words("that because if when while although though as since until before after whether where who what why how which")
FUNCTION_WORDS = (
    DETERMINERS
    | PREPOSITIONS
    | SUBORDINATORS
    | words(
        """and or but nor so yet also only still just already now then there here today yesterday tomorrow earlier later however moreover
        meanwhile furthermore nevertheless he she they it we you i him them us me who whom whose not according asked additionally instead once
        again is are was were be been has have had do does did will would can could may might must should more most less least about around
        nearly almost some such other others even ever never perhaps maybe apparently allegedly reportedly speaking both either neither first
        second finally"""
    )
)
NEVER = words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november
    december year years month months week weeks day days hour hours minute minutes morning evening afternoon night noon percent per cent euro
    euros dollar dollars pound pounds million billion time place case question reason part page way interview speech press conference
    statement end beginning middle meeting summit visit letter talks war conflict accident fire situation problem goal spring summer autumn
    winter"""
)
ROLES = tuple(
    words(
        """spokesman spokeswoman spokesperson spokespeople minister president chancellor chief chairman chairwoman chair chairperson director
        head secretary mayor lawmaker lawmakers politician senator governor expert experts researcher researchers scientist scientists
        professor lawyer lawyers attorney judge prosecutor prosecutors ambassador diplomat diplomats general admiral colonel commander coach
        player players captain manager executive officer officers analyst analysts economist economists doctor doctors physician witness
        witnesses resident residents official officials investigator investigators policeman policewoman representative member members
        commissioner pope bishop cardinal priest king queen prince princess premier leader leaders author writer actor actress singer director
        artist journalist reporter editor critic critics opponent opponents observer observers historian founder candidate incumbent successor
        predecessor deputy colleague man woman father mother son daughter wife husband widow victim suspect defendant protesters protester
        activist activists insiders sources source meteorologist physicist biologist astronomer geologist teacher teachers parents farmer
        farmers owner operator organiser organizer pilot driver rescuers firefighter adviser advisor envoy negotiator rebels soldier
        campaigners campaigner forecaster forecasters boss congressman congresswoman councillor councilor dean mp mps neighbour neighbor
        neighbours survivor survivors trader traders investor aide aides pensioner engineer engineers chief-executive ceo cfo"""
    )
)
BODIES = tuple(
    words(
        """government police ministry office court authority authorities agency party commission union association federation foundation
        institute university hospital company group firm bank society organisation organization department army military parliament senate
        congress council board opposition coalition church kremlin vatican pentagon embassy house administration committee delegation league
        club team manufacturer operator broadcaster newspaper magazine service centre center bureau treasury airline charity militia movement
        alliance nato un eu who fed taliban hamas hezbollah nations democrats republicans conservatives liberals greens regulator watchdog
        navy force coastguard brigade airport"""
    )
)
DOCUMENTS = tuple(
    words(
        """report reports study studies survey poll inquiry investigation data figures statistics analysis forecast document documents paper
        statement media findings estimate estimates filing indictment ruling resolution audit"""
    )
)
MEDIA = words(
    "reuters ap afp dpa bbc cnn nbc cbs abc npr bloomberg times post guardian telegraph journal yonhap tass xinhua kyodo politico axios economist"
)
TITLES = words("mr mrs ms dr prof sir lord dame lady sen rep gov gen col sgt lt")
SPEAKS_FOR = {
    "moscow": "Russia", "kremlin": "Russia", "seoul": "South Korea", "pyongyang": "North Korea", "kyiv": "Ukraine", "kiev": "Ukraine",
    "beijing": "China", "washington": "United States", "pentagon": "United States", "berlin": "Germany", "paris": "France",
    "london": "United Kingdom", "rome": "Italy", "madrid": "Spain", "warsaw": "Poland", "vienna": "Austria", "bern": "Switzerland",
    "tokyo": "Japan", "ankara": "Turkey", "tehran": "Iran", "jerusalem": "Israel", "damascus": "Syria", "brussels": "European Union",
    "budapest": "Hungary", "prague": "Czech Republic", "athens": "Greece", "new delhi": "India", "white house": "United States",
}  # fmt: skip
STATES = words(
    """germany russia ukraine usa us china france britain uk italy spain poland austria switzerland japan turkey iran israel syria iraq egypt
    india hungary greece serbia belarus cuba venezuela pakistan afghanistan canada australia brazil denmark norway sweden finland netherlands
    belgium ireland portugal romania bulgaria croatia korea taiwan mexico argentina eu nato un"""
)
_STRENGTHS = {
    3: """said says say saying told tells tell announced announces announce stated states reported reports report claimed claims claim added adds
        explained explains explain confirmed confirms confirm denied denies deny declared declares insisted insists insist stressed stresses
        emphasised emphasized argued argues argue noted notes replied responded wrote writes tweeted remarked acknowledged admitted admits
        conceded asserted reiterated alleged alleges quoted commented disclosed revealed testified predicted predicts maintained""",
    2: """warned warns warn criticised criticized criticises criticizes demanded demands demand urged urges urge called calls accused accuses
        rejected rejects dismissed dismisses disputed disputes believes believed believe thinks thought estimated estimates estimate suggested
        suggests suggest concluded concludes pledged pledges promised promises vowed vows welcomed praised condemned condemns complained indicated
        recommended described refused declined asked appealed proposed doubted refuted contested retracted withdrew""",
    1: """expects expected expect plans planned plan hopes hoped hope found finds shows showed show sees saw wants wanted want considers considered
        fears feared""",
}
VERBS: Verbs = {form: strength for strength in (1, 2, 3) for form in _STRENGTHS[strength].split()}
