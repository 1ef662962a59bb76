"""Words that say nothing about an article: German and English, folded as :func:`depesche.newsroom.words.fold` does it."""

from __future__ import annotations

_GERMAN = """
    aber acht alle allein allem allen aller allerdings alles als also am an ander andere anderem anderen anderer anderes anders anfang
    angaben april auch auf august aus ausser ausserdem bald bei beide beiden beim beispiel bereits besonders bevor bin bis bisher bist bzw
    da dabei dadurch dafur dagegen daher dahin damals damit danach daneben dann daran darauf daraus darf darin daruber darum darunter das
    dass davon davor dazu dein deine deinem deinen deiner dem demnach den denen denn dennoch der deren derzeit des deshalb dessen deswegen
    dezember dich die dienstag dies diese diesem diesen dieser dieses dir doch dollar donnerstag dort drei du durch durfen durfte durften
    eben ebenfalls ebenso eher eigen eigene eigenen eigener eigentlich ein eine einem einen einer eines einfach einige einigen einiger
    einiges einmal ende erst erste ersten erster erstmals es etwa etwas euch euer eure euro falls fast februar ferner freitag funf fur gab
    ganz ganze ganzen gar gebe geben gegen gegenuber gehen geht genau gerade gern gestern gewesen gibt ging gleich gleichzeitig hab habe
    haben hat hatte hatten heute hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem infolge innerhalb ins
    insgesamt ist ja jahr jahre jahren jahres januar je jede jedem jeden jeder jedes jedoch jemand jene jenem jenen jener jenes jetzt juli
    juni kann kaum kein keine keinem keinen keiner keines kommen kommt konnen konnt konnte konnten kurz lange lassen lasst laut lediglich
    letzte letzten letzter letztlich machen macht machte mai mal man manche manchen mancher marz mehr mehrere mehreren mein meine meinem
    meinen meiner meist meisten mich milliarde milliarden million millionen mindestens mir mit mitte mittwoch mochte mochten moglich monat
    monate monaten montag morgen muss mussen musste mussten nach nachdem nachst nachste nachsten nahezu namlich naturlich neben nein neu
    neue neuem neuen neuer neues neun nicht nichts nie niemand noch november nun nur ob obwohl oder offenbar oft ohne oktober per pro
    prozent rund sagen sagt sagte sagten samstag schon sechs sehr sei seien sein seine seinem seinen seiner seines seit seitdem seither
    selbst september sich sie sieben sind so sobald sogar solche solchen solcher soll sollen sollte sollten somit sondern sonnabend sonntag
    sonst soweit sowie sowohl stark statt stehen steht stets tag tage tagen tausend teil trotz trotzdem uber ubrigens uhr um und uns unser
    unsere unserem unseren unserer unter viel viele vielen vieler vielleicht vielmehr vier vollig vom von vor vorher wahrend wahrenddessen
    war ware waren warum was weder wegen weil weit weitere weiteren weiterer weiterhin welche welchem welchen welcher welches wem wen wenig
    wenige wenigen weniger wenigstens wenn wer werde werden wessen wie wieder wieso will wir wird wo wobei woche wochen wodurch wohl wolle
    wollen wollte wollten worden worin woruber wurde wurden wurdig zehn zeit zu zudem zufolge zuletzt zum zumal zumindest zunachst zur
    zuruck zusammen zwar zwei zwischen
"""
_ENGLISH = """
    a about above after again against all also although always am among an and any are around as at away back be became because become been
    before being below between both but by came can cannot come could did do does doing done down during each either else even ever every
    few first for from further get give go going gone got had has have having he hence her here hers him his how however i if in indeed
    instead into is it its just last least less let like made make many may me might more most much must my near neither never next no nor
    not nothing now of off often on once one only or other others otherwise our out over own per perhaps rather said same say says she
    should since so some still such take than that the their them then there therefore these they this those though through thus to together
    too toward two under until up upon us use used very via was we well were what when where whether which while who whole whom whose why
    will with within without would year years yet you your
"""
WORDS = frozenset(_GERMAN.split()) | frozenset(_ENGLISH.split())
# What readers search for though it does not tell what an article is about: times, amounts, numbers.
_SEARCHED = """
    acht anfang angaben april august back beispiel dezember dienstag dollar donnerstag drei ende euro februar freitag funf gestern heute
    jahr jahre jahren jahres januar juli juni made mai marz may milliarde milliarden million millionen mitte mittwoch monat monate monaten
    montag morgen near neun november oktober prozent samstag sechs september sieben sonnabend sonntag tag tage tagen tausend teil uhr us use
    used vier will woche wochen year years zehn zeit zwei
"""
SEARCHED = frozenset(_SEARCHED.split())
