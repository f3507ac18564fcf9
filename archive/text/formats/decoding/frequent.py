"""Which characters make up half of all Chinese prose? How many of a text are among them tells whether it was read right."""

from __future__ import annotations

# The most frequent characters of modern prose and of this field, in both scripts.
FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方"
    "后多定行学法所民得经三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合"
    "还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只"
    "没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边"
    "流路级少图山统接知较将组见计别她手角期根论运农指区强放决西被干做必战先回则任取据处府研给名法村组织县乡镇委支"
    "书记抓群众务振兴街道社区层治会议责班"
    "這為個國時來們對會發動過說產種後學經進著電裡現實體機當點從業應開還與關無數見問質氣變沒結解係軍資統計論運農"
    "區強決戰處據給縣鄉鎮黨員書記務振興層議責長級組織設總將較圖邊門頭條題東兩義樣內線"
)
#: Right decodings reach 0.3 to 0.6, wrong ones stay below 0.1.
READABLE = 0.12


def readability(text: str) -> float:
    """Return the share of the non-ASCII characters (controls included) that are very frequent ones: 0 to 1."""
    sample = text[:20_000]
    foreign = [letter for letter in sample if letter > "\x7f" or (letter < " " and letter not in "\t\n\r\f")]
    return sum(letter in FREQUENT for letter in foreign) / len(foreign) if foreign else 0.0
