"""What shows a stance, as regular expressions: one per line, the first that fits counts, so negations stand before what they negate."""

from __future__ import annotations

GERMAN = r"""
cannot_confirm (?:nicht|weder|nie|kaum|niemand)\b[^.!?]{0,60}\bbestätig
cannot_confirm bestätig\w*[^.!?]{0,40}\bnicht\b
cannot_confirm \bkeine (?:eigenen |gesicherten )?Erkenntnisse
no_statement \bkein\w* (?:\w+ )?(?:Bestätigung|Stellungnahme|Kommentar|Auskunft|Erklärung|Aussage|Reaktion)
no_statement \bkeine (?:näheren |genauen |weiteren )?Angaben\b
no_statement \b(?:ge)?äußer\w+[^.!?]{0,50}\bnicht\b
no_statement \bnicht\b[^.!?]{0,40}\b(?:äußern|geäußert|kommentieren|kommentiert|Stellung)
no_statement \blehn\w+ (?:\w+ ){0,4}(?:Kommentar|Stellungnahme)
no_statement \bschw[ie]+g\w*|unbeantwortet
retracts \bwiderr[iu]e?f\w*|\bzurück(?:ge|zu)(?:zogen|nommen|ziehen|nehmen)\b
retracts \b(?:zog|zogen|zieht|nahm|nahmen|nimmt)\b(?! sich)[^.!?]{0,80}\bzurück\b
retracts \bruder\w+[^.!?]{0,20}\bzurück\b|\bkorrigier(?:t|te|ten)\b
confirms \b(?:dementier|bestr[ei]+t|leugne)\w*[^.!?]{0,30}\bnicht\b
denies \bdementi\w*|\bbestreite[nt]?\b|\bbestritt\w*|\bleugne\w*|\bverneint\w*
denies \b(?:wies|wiesen|weist|weisen)\b[^.!?]{0,120}\bzurück\b
denies \bzurück(?:ge|zu)?weis\w*|\bzurückgewiesen|\bzurückzuweisen|\bZurückweisung
denies \bstritt\w*[^.!?]{0,80}\bab\b|\babgestritten|\babzustreiten|\bin Abrede\b
denies \bwiderspr(?:ach|äch|ich|och)\w*
denies \b(?:sei|seien|ist|sind) (?:\w+ )?(?:falsch|erfunden|unwahr|haltlos|frei erfunden)\b
denies \bentspr[aei]+ch\w* nicht (?:der Wahrheit|den Tatsachen)
confirms \b(?:ge)?bestätig\w*|\beingeräumt\b|\bzugegeben\b|\bgest(?:and|eht|anden)\b
confirms \bräum(?:t|te|ten|en)\b[^.!?]{0,120}\bein\b
confirms (?<!\bes )\b(?:gab|gaben|gibt|geben)\b[^.!?]{0,60}\bzu\b(?=\s*(?:[,.;:!?]|$|und\b|dass\b))
warns \b(?:ge|ver)?warn(?:t|te|ten|en|end)\b|\bWarnung|\bmahn(?:t|te|ten|en)\b|\bgemahnt\b
warns \bdroh(?:t|te|ten|en)\b|\bgedroht\b|\bbefürcht\w*
demands \b(?:ge|auf|aufge)?forder(?:t|te|ten|n)\b|\bForderung|\bverlang\w*|\bappellier\w*|\bplädier\w*|\bpoch(?:t|te|ten|en)\b
demands \b(?:rief|riefen|ruft|rufen)\b[^.!?]{0,120}\bauf\b|\baufgerufen\b|\bdräng(?:t|te|ten|en)\b|\bgedrängt\b
demands \bm[uü]ss(?:e|en)? (?:man|jetzt|endlich|nun|sofort)\b|\bman m[uü]ss
plans \b(?:ge)?plan(?:t|te|ten|en)\b|\bbeabsichtig\w*|\bankündig\w*|\bangekündigt\b|\berw(?:äg|og)\w*|\bbeschl[oie]+ss\w*
plans \bkündig(?:t|te|ten|en)\b[^.!?]{0,120}\ban\b|\b(?:will|wollen|wollte|wollten)\b|\bin Aussicht\b
assesses \bbezeichne\w*|\b(?:nannte|nannten|nennt|nennen)\b|\bAnsicht|\bEinschätzung|\bAuffassung|\bMeinung|\baus Sicht
assesses \bh(?:ält|ielt|ielten|alten|alte)\b[^.!?]{0,80}\bfür\b|\b(?:sieht|sah|sehen|sahen|sehe)\b|\bbewert\w*|\beinzuschätzen\b
assesses \bglaub\w*|\bmein(?:t|te|ten)\b|\bvermut(?:et|ete|eten|en)\b|\bschätz(?:t|te|ten|en)\b|\bgeschätzt
assesses \bkritisier\w*|\blob(?:t|te|ten|en)\b|\bbegrüß\w*|\bverurteil\w*|\bwürdig\w*|\bbeklag\w*|\bbedauer\w*
assesses \bspr(?:ach|icht|achen|echen)\b[^.!?]{0,60}\bvon\b|\brechne\w* mit\b|\b(?:wäre|sei) (?:das |dies )?eine?\b
reports \bbericht\w*|\bBericht\w*|\bmeld(?:et|ete|eten|en)\b|\bMeldung\w*|\bzufolge\b|\bhei?ße?t? es\b|\bhieß es\b
reports \bvermelde\w*|\bschr(?:eibt|eiben|ieb|ieben)\b
"""

ENGLISH = r"""
cannot_confirm \b(?:not|never|unable to|neither)\b[^.!?]{0,40}\bconfirm
cannot_confirm \bunable to verify\b|\b(?:not|unable)\b[^.!?]{0,30}\bverif
no_statement \bno (?:\w+ )?(?:comment|confirmation|statement|response|reply)
no_statement \bdeclined to|\brefused to comment|\bdid not (?:\w+ )?(?:respond|comment|reply)|\bhas not commented
retracts \bretract\w*|\bwithdr[ae]w\w*|\btook back|\btaken back|\bbacktrack\w*|\bwalked back
confirms \b(?:not|never)\b[^.!?]{0,20}\b(?:deny|denied)
denies \bden(?:y|ies|ied|ying|ial)\b|\breject\w*|\bdismiss\w*|\brefut\w*|\bdisput\w*|\bcontradict\w*
confirms \bconfirm\w*|\backnowledg\w*|\badmit\w*|\bconced\w*
warns \bwarn\w*|\bthreaten\w*|\bfears?\b|\bfeared\b
demands \bdemand\w*|\burg(?:e|es|ed|ing)\b|\bcall(?:s|ed|ing)? (?:for|on)\b|\bappeal\w*
plans \bplan(?:s|ned|ning)?\b|\bintend\w*|\bannounc\w*|\bpledg\w*|\bvow\w*|\bdecided to\b
assesses \bdescrib\w*|\bcall(?:s|ed) (?:it|the|this)\b|\bbeliev\w*|\bthink\w*|\bthought\b|\bestimat\w*|\bconsider\w*
assesses \bin (?:his|her|their) view|\bprais\w*|\bcritici[sz]\w*|\bcondemn\w*|\bexpect\w*
reports \breport(?:s|ed)?\b|\bwrote\b|\bwrites\b
"""
