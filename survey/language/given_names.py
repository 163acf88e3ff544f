"""Given names that are common in Denmark, for finding persons in what residents wrote."""

from __future__ import annotations


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


GIVEN_NAMES = _names(
    "anders andreas anton arne asger axel benjamin bent birger bjarne børge carl carsten "
    "christian christoffer claus daniel david dennis ebbe egon ejner elias emil erik erling "
    "esben filip finn flemming frede frederik gert gunnar gustav hans harald helge henning "
    "henrik holger ib ivan jacob jakob jan jens jeppe jesper jimmy johan johannes john jonas "
    "jonathan jørgen jørn kaj karl karsten keld kenneth kent kevin kim klaus knud kristian "
    "kristoffer kurt lars lasse leif lucas lukas mads magnus malthe marcus martin mathias "
    "mikael mikkel mogens morten nicolai niels nikolaj noah ole oliver oscar ove palle "
    "patrick peder per peter poul preben rasmus rené robert rune sebastian simon steen "
    "steffen sten stig svend søren thomas thorkild tobias tom tommy torben troels valdemar "
    "verner victor viggo viktor villy william "
    "agnes alberte alma amalie andrea anette anita anna anne annelise annette annie astrid "
    "bente berit betina birgit birgitte birthe bodil britta camilla carina caroline cecilie "
    "charlotte christina clara connie dorte dorthe edith elin elisabeth ella ellen else "
    "emilie emma erna esther eva frida gerda gitte grethe hanna hanne heidi helena helle "
    "henriette ida inga inge ingelise inger ingrid irene isabella jane janne jeanette johanne "
    "josefine julie jytte karen karin karina karla karoline kirsten kirstine krista kristina "
    "laila laura lea lene linda line lis lisbeth lise lone lotte louise maja malene maren "
    "margit margrethe maria marianne marie mathilde merete mette mie mille minna nanna nina "
    "nora olga pernille pia ragnhild randi rigmor rikke rita ruth sandra sanne sara sarah "
    "signe sigrid sofia sofie solveig sonja stine susanne sussi thea therese tina tine tove "
    "trine ulla vera vibeke winnie yvonne åse "
    "abdi abdul abdullah adnan ahmad ahmed aisha ali amina amir ayse aysha bilal emine fatima "
    "fatma hamza hasan hassan hussein ibrahim khadija khaled layla mahmoud mariam maryam "
    "mehmet mohamad mohamed mohammad mohammed muhammad mustafa nour omar osman salma samira "
    "yasmin youssef yusuf zahra zainab "
)
"""In small letters."""
ALSO_WORDS = _names("hans jan kim lea line mie mille per stig svend sanne stine sten tom tove")
"""Those that are words as well, so that a capital at the beginning of a sentence says nothing."""
