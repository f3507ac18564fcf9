"""Which lines are never a title? Furniture of a page, captions, paths, numbers, sentences, names of columns.

A librarian reads such a line and goes on to the next. Patterns match the folded line (simplified script, half width, 。 as
``.``); what the fold makes one (《 and >, 、 and ,) is looked for in the line itself.
"""

from __future__ import annotations

import re

from archive.text.credits.bylines import find_bylines
from archive.text.credits.people import is_name, is_row_of_names
from search.fold import fold

LONGEST, LONGEST_MARKED = 64, 90
#: Han characters that a title has at least.
FEWEST_HAN = 4

_LABEL = re.compile(
    r"^(?:[一二三四五六七八九十]+ ?[,.]|\([一二三四五六七八九十0-9]+\)|第[一二三四五六七八九十]+[章节]|[0-9]{1,2}[.,])"
    r"|^(?:来源|稿源|时间|日期|作者|发布|发表|导语|前言|摘 {0,4}要|关键词|关 {1,4}键 {1,4}词|内容提要|核心提示|核心阅读|编者[按的]|导读|阅读提示|记者(?!手记|调查|观察|来信|日记|[走探看带在蹲帮]|直击|体验|眼中|亲历)|通讯员|责任编辑|当前位置|首页|附件|标签|"
    r"文号|主送|中图分类号|分类号|文献标识|文章编号|收稿日期|基金项目|主办|承办|协办|各位|尊敬的|同志们)(?![\u4e00-\u9fff]{6})"
    r"|^(?:引言|绪论|导论|导言|结语|专栏|栏目|版面|成员|组长) ?:"
    # The cover of a thesis: 学校代码:10234 学号:2019…, 密级:公开.
    r"|^(?:(?:学校|单位|院校|培养单位)(?:代码|编号|代号|名称)|学号|密级|udc|论文(?:编号|题目|分类号)|(?:指导)?教师姓名|(?:研究生|学生)姓名|(?:学位|学科)(?:类别|专业|门类)|专业名称)(?: ?:|[ \d(]|$)"
    r"|^(?:新闻|文章|本文|信息|报道)(?:内容|正文) ?[:︰]|^(?:以下|本)(?:文章|内容|文)(?:来源于|来自|转自|转载自)|(?:官方|认证)账号\.?$|^收录于|^\d{1,3}个?(?:朋友|人)(?:读过|看过|赞过)"
    r"|^[问答] ?:|^(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d|年\d{1,2}月\d{1,2}日 ?\d{1,2}[:时])"
    r"|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?.{0,6}\d{1,2}:\d\d|(?:来源|时间|日期|作者|浏览|点击|编辑|发布人|发布者|录入|上传者)\s?:|^(?:编号|类型|大小|格式|页数|文档|来自|字数|推荐度|阅读) ?:|^[\[(](?:文章|信息|稿件)?(?:来源|作者|日期|时间|编辑|栏目)[\])]"
    r"|^[\u4e00-\u9fff]{0,12}(?:记者|通讯员)[ :]{1,3}[\u4e00-\u9fff, :]{2,40}$"
    r"|^[-—]{0,4} ?(?:摘自|选自|转自|转载自|原载|节选自)|^原创 |\d{1,2}日(?:电|讯)$"
    r"|(?:办公室|委员会|部|局|办|党委|支部|中心)(?:编印?|主办|印发)$"
)
# Columns of a site and headings of a report stand where a title would, and the body repeats their words.
_COLUMN = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}(?:动态|要闻|资讯|频道|专栏|栏目|公告|导航|之窗|园地(?:\([^()]{1,16}\))?|风采|中心|新闻|简介|概况|致[词辞]|主页|首页|信箱|地图|专题|下载)"
    r"|(?:工作|研究|政策)?背景|背景情况|基本情况|基本概况|概况|引言|前言|导言|目录|概述|绪论|摘要|主要做法|工作做法|正文"
    r"|[\u4e00-\u9fff]{2,4}(?:党建|先锋|组工|讯|时讯)|[\u4e00-\u9fff]{2,6}(?:发布|融媒|之声|播报|传媒|头条|视点|微讯|政务|微党建)|基层党建|组织工作|党的建设|党建工作|党委工作|党团工作|党群工作|党建引领|乡村振兴|基层治理|政务公开|信息公开|组织建设|文章正文|当前栏目|活动(?:背景|现场|掠影|回顾|概况)|会议现场|现场(?:图片|直击)|精彩(?:瞬间|回顾)|本期(?:要目|导读|目录|看点|关注)|要目|(?:图片|视频)新闻|相关链接|延伸阅读"
    r"|(?:专题|深度|独家|特别|本刊|本报|特约)(?:报道|策划|特稿|评论|关注|观察|专稿|访谈)|封面(?:故事|报道|人物)|卷首语|理论(?:探讨|探索|研究|前沿|纵横)|调查研究|经验交流|工作(?:研究|交流|动态)|实践探索"
    r"|(?:案例|项目)(?:背景|简介|概述|介绍|概况)|主要(?:成效|经验|问题)|核心提要|来稿选登|读者来信|主持人(?:的话|语)|人物(?:名片|简介|小传|档案)|名家视点|记者(?:手记|观察|来信|日记)|相关报道|基本情况介绍|开栏的话|编者的话|编后(?:语|记)?|写在前面)$"
)
# Mottoes that the press of the whole country sets above its pages; two of them and nothing else are a column's head.
_CAMPAIGN = re.compile(
    r"不忘初心|牢记使命|砥砺前行|继续前进|学党史|悟思想|办实事|开新局|学思想|强党性|重实践|建新功|学史(?:明理|增信|崇德|力行)|新时代|新思想|新征程|新伟业|新作为|新担当|新气象|新篇章|新使命"
    r"|奋进新征程|建功新时代|奋斗新时代|踔厉奋发|勇毅前行|笃行不怠|喜迎二十大|永远跟党走|(?:全面|认真|深入|持续|扎实)?(?:学习|领悟|把握|宣传|贯彻|落实|领会|学习宣传贯彻|学习贯彻)"
    r"(?:(?:落实)?党的(?:[一二]?十[一二三四五六七八九]?大|十[八九]届[一二三四五六七]中全会|二十届[一二三四五六七]中全会)精神|习近平新时代中国特色社会主义思想)?"
)
_BETWEEN_MOTTOES = re.compile(r"[ ,·]+")
# What a picture shows, or who spoke, stands in round brackets as a whole: (县委书记王某代表石岭作交流).
_BRACKETED = re.compile(r"^[\[(][^\])]{2,14}[\])]$|^\([^()]{2,40}\)$")
# Parts of a site, longer than a column's name: 石岭百姓学习园地, 石岭先锋在线; a line of buttons; a mark of what is left out.
_SITE_PART = re.compile(
    r"^[■◆●□ ]{0,2}(?:19|20)?\d{0,2}年?[\u4e00-\u9fff]{0,4}走基层$|^[\u4e00-\u9fff\"]{2,24}(?:专栏|栏目|专题|专版|特刊|园地|看点)(?: [\u4e00-\u9fff]{2,10})?$|^[\u4e00-\u9fff]{2,8}(?:党建|先锋|组工|干部|新闻|微)(?:在线|平台|频道)"
    r"|^(?P<step>[\u4e00-\u9fff]{2,4}) (?P=step)[\u4e00-\u9fff]{0,4}$|^[\u4e00-\u9fff]{0,4}正文[ \d]*$|^[\u4e00-\u9fff ]{0,16}(?:动态|新闻|资讯|信息|文章|内容|公告|通知)(?:详情|详细|正文|内容)页?$|^[….(]{2,}|省略\d+字|课题组$|^(?:19|20)\d\d年\d{1,2}月\d{1,2}日 ?星期|(?:^| )首页(?: |$)"
    # 地名:石岭村 | 隶属:石岭镇 |, a row of a table; 石岭日报 | 石岭晚报 | 石岭网 |, a row of sites; where a speech was held.
    r"|^[\u4e00-\u9fff]{2,24}(?:委员会|常委会|政府|[局厅委部院校社网])_[\u4e00-\u9fff]{2,8}$|^[^:|]{2,8}:[^|]{0,24}\|(?: ?$|[^:|]{2,8}:)|(?:[^ |]{2,8} ?\| ?){4}|[次届][\u4e00-\u9fff]{0,24}(?:会议|大会|全会)上[)\]]?$"
)
_TOOLS = re.compile(r"(?:大|中|小)字体?|扫一扫|收藏|打印|举报|分享|下载|转发|评论|关闭|返回")
_FEWEST_TOOLS = 3
_BULLET = re.compile(r"^[•●·▪]|^[-*] ")
_STEP = re.compile(r"[>＞»›→]|->")
_CAPTION = re.compile(
    r"(?:^|[ .,)\]:])[\u4e00-\u9fff·]{2,16}摄(?:影(?:报道)?)?(?:[(\[].{2,10}[)\]])?$"
    r"|(?:摄影|供图|制图|绘图)(?: ?[:/] ?| )[\u4e00-\u9fff·]{2,4}(?:$| )|(?:供图|资料图片?|资料照片|效果图)[)\]]?$"
    r"|^[\u4e00-\u9fff]{0,6}(?:制图|绘图|供图|制表|插图|漫画)(?:/[\u4e00-\u9fff]{2,4})? ?:|(?:图片|照片|供图|图表)(?:均)?由[\u4e00-\u9fff]{2,24}(?:提供|拍摄|摄)"
    r"|的(?:场景|情景|合影)$|^[图表] ?\d{1,2}(?:[-.]\d{1,2})?[ :]"
    r"|^[(\[]?(?:图为|图片为|图[①-⑳\d一二三四五六七八九十]|[上下左右]图[为:,]|[▲△▼▽↑↓])"
    r"|[(\[](?:[左右中前后]{1,2}|[左右前后中][起侧边]?)排?[左右中]?[一二三四五六七八九十\d]{0,2}[)\]]|[(\[](?:影像中国|人民视觉|视觉中国|新华社发)[)\]]$"
)
_LONGEST_CAPTION = 90
_NUMBER = re.compile(
    r"\d{10}|\d{3,4}-\d{7,8}|^[\u4e00-\u9fff]{2,10} ?: ?[a-z]{0,3}[-\d]{3,}$|^[^ ]{0,20}[\[(〔]? ?(?:19|20)\d\d ?[\])〕] ?第? ?\d{1,5} ?号$|icp|许可证 ?[:号]"
)
_FILE = re.compile(r"\.(?:png|jpe?g|gif|bmp|webp|mp4|php|html?)(?:\b|_)|https?:|www\.")
_PRINT = re.compile(
    r"^总?第 ?\d{1,4} ?[期卷].{0,40}(?:19|20)\d\d ?[-/.年][^\u4e00-\u9fff]{0,6}月?[)\]]?$|^.{2,16}(?:19|20)\d\d ?年?,? ?第 ?\d{1,3} ?期(?: ?\(总.{1,8}\))?$"
    r"|^page ?\d{1,4}(?: ?[-–—/|].*)?$|^p ?\. ?\d{1,4}$|^(?:19|20)\d\d年\d{1,2}月\d{1,2}日 ?<?[\u4e00-\u9fff]{2,10}[报刊]>? ?(?:第?.{1,4}版)?$"
    r"|^(?:当前|本)?版(?:面|次)? ?:|^报名 ?:.{0,20}版次 ?:|^第 ?[a-z]?\d{1,3} ?版|^(?:当前|通)版|上一[版篇期]|下一[版篇期]|^往期|pdf版|^(?:展开|收缩)通版|^.{0,4}(?:数字|电子)报.{0,6}$"
    r"|国内统一(?:连续出版物|刊)号|邮发代号 ?:|(?<![a-z])cn ?\d\d ?-\d{4}|(?:报业|传媒|新闻|日报)集团旗下"
)
_BUTTON = re.compile(
    r"^(?:您好|欢迎(?:[您你]|来到|光临|访问|使用|关注)|今天是|星期[一二三四五六日天]$|(?:新闻|服务|咨询)?热线 ?[:电]|投稿|请(?:输入|登录|先|点击)|用户名|密码|友情链接|(?:温馨|友情|特别)提[示醒]|联系(?:电话|我们|方式)|网站地图|设为首页|加入收藏)"
    r"|^(?:关注|扫一?扫|扫码|下载|收藏|分享|打印|返回|登录|点击|打开|收起|展开|加入|申请)[\u4e00-\u9fff]{0,6}"
    r"(?:网|号|热线|微信|我们|我|公众号|微博|客户端|菜单|本页|文章|首页|顶部|入驻|交流群|二维码)$"
    r"|^[\u4e00-\u9fff]{0,6}(?:微信|微博|公众号|二维码|客户端|交流群|微信群|手机版|无障碍|阅读机|小字号|大字号)$|^字[体号]|^微信扫一?扫$"
    r"|欢迎(?:[您你](?:的?(?:光临|到来|访问))?|光临|访问)[!.~ ]{0,3}$|欢迎(?:[您你])?(?:关注|访问|光临|来到|收藏|订阅|登录|浏览).{2,24}(?:网|网站|平台|公众号|客户端|频道)[!.]?$"
    r"|^(?:点击|请点击|点此|点开)(?:[右左]上角|[下上]方|图片|视频|音频|链接|查看|播[放报]|收听|收看|朗读|阅读|蓝字|标题)|^请(?:使用|在|用)(?:浏览器|微信|手机|电脑)|^微信(?:好友|朋友圈)|[\u4e00-\u9fffa-z]{0,8}上传图片$"
    r"|^(?:暂无图片|语音播报|倍速播放|听新闻|(?:收听|朗读|播放|听)(?:本文|全文|文章|新闻)(?![\u4e00-\u9fff])|免费阅读|在线阅读|欢迎(?:转发|留言|点赞|订阅))|^(?:本文|全文)?字数 ?:? ?\d|^直播 ?[|] ?回放"
    r"|^跳[至到转][\u4e00-\u9fff]{2,6}$|报纸名称"
)
# 本报讯（记者 …）, 某某频道 张三 李四: who reports.
_BYLINE = re.compile(
    r"^本[报网刊站台社](?:讯|记者|综合|特约|[\u4e00-\u9fff]{2,4}讯)|[(\[](?:本[报网刊])?(?:记者(?!手记|观察|调查|走基层|来信|日记)|通讯员)|(?:记者|通讯员)[ ?:/]{1,3}[\u4e00-\u9fff]{2,4}(?:[ ,/][\u4e00-\u9fff ,/]{2,30})?$"
    r"|^(?:文[,/]图|图[,/]文|图文) [\u4e00-\u9fff]{2,4}(?:[ ,][\u4e00-\u9fff ,/]{2,30})?$"
    r"|^(?:[图撰]?文|图|采写|整理)(?:[,/ ]?[图文])? ?[|/:丨] ?[\u4e00-\u9fff]{2,4}(?:[ ,][\u4e00-\u9fff ,]{2,30})?$"
    r"|记者[\u4e00-\u9fff]{2,8}[ /]{1,3}[\u4e00-\u9fff]{2,4}(?:报道|报导|综合报道)$"
)
# 中共石岭县委通讯组 石岭日报记者: an organ that writes, and the reporter of a paper without a name; 总策划 | 张三: a post.
_DESKS = re.compile(
    r"^[\u4e00-\u9fff\"]{2,24}(?:通讯组|报道组|采访组|编写组|写作组|课题组|调研组)(?: [\u4e00-\u9fff]{2,12}(?:记者|通讯员))?$"
    r"|^<?[\u4e00-\u9fff]{2,10}[报网社台]>?(?:特约|见习)?(?:记者|评论员)$|^(?:本报|本刊|特约)(?:特约)?评论员(?: [\u4e00-\u9fff]{2,4})?$|^\"[^\"]{2,16}\"(?:小组|课题组)$"
)
_POSTED = re.compile(r"^[^|丨]{0,40}[\u4e00-\u9fff] ?[|丨] ?(?P<names>[\u4e00-\u9fff· ]{2,40})$")
_CREDIT = re.compile(
    r"(?:策划|监制|统筹|执行|设计|视频|编辑|校对|审核|摄影|摄像|主编|剪辑|撰稿|排版|美编|责编|[初复终]审|值班)[|丨:/](?!$)"
)
_LONGEST_CREDIT = 40
_PICTOGRAM = re.compile(r"[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")
# 秦 朗 for 秦朗: two characters that stand alone are one name.
_APART = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]) {1,4}([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_BOOK = re.compile(r"^<[^<>]{2,12}>$")
# Names of papers and sites alone on a line.
_OUTLET = re.compile(
    r"^<?[\u4e00-\u9fff]{2,8}(?:[日晚早晨时周商]报|[\u4e00-\u9fff]报社|(?:干部|党员|组工|文明|先锋|新闻|信息|党建|长安|政府|教育|日报|时讯|[早晚]报|报)网|人民网|新华网"
    r"|周刊|杂志|电视台|客户端|公众号)>?$|^<?[\u4e00-\u9fff]{2,20}(?:学报|学刊)(?:\([^()]{2,12}\))?>?$|^(?:人民网|新华网|新华社|中新网|央视网|中国[\u4e00-\u9fff]{1,4}网)$"
)
_UNIT = re.compile(
    r"^[(\[].{6,120}\d{6} ?[)\]]$|^[^()]{4,40} \d{6}$|^[(\[].{0,40}(?:大学|学院|党校|研究[院所]|学校|社科院|科学院).{0,30}\d{6}"
)
# 夜校%产业链%支部, how an index of journals writes the key words.
_INDEXED = re.compile(r"^[^%\d ]{2,20}(?:%[^%\d ]{2,20}){1,7}$")
_NAMES = re.compile(r"[ ,/&+;]+")
_LISTED = re.compile(r"[,/&+;]+")
_LONGEST_NAME = 3
_LONGEST_BYLINE, _BESIDE_NAMES = 60, 14
_NO_PERSON = re.compile(r"简介|概况|工作|支部|社区|嘎查|党|村$|见闻|纪实|故事")
_MARKS = " □◎●◆■○◇▲★☆"
_DESK = re.compile(r"(?:台|频道|报|网|社|部|局|办|委|院|中心|公司|讯|大学|学校|街道|镇|乡)$")
_POST = re.compile(r" [\u4e00-\u9fff]{2,24}(?:[院校局部处社所县镇乡市区]长|书记|教授|主任|研究员|讲师|主席|委员)$")
# What stands beside a name: an office, a degree, the school or organ that the person is of.
_OFFICE_HELD = re.compile(
    r"(?:书记|主任|主席|委员|教授|研究员|讲师|教师|博士|硕士|研究生|评论员|党校|组织部|宣传部|办公室|学院|大学|研究[院所]|[县市区镇乡村局处院校部组队站厅司所社]长)$"
    r"|^(?:男|女|文|图|撰文|采写|摄影|供稿)$"
)
_NOTE = re.compile(r"^[\[(]?(?:编者[按的]|导[读语]|核心(?:提示|阅读)|内容(?:提要|摘要)|摘 {0,4}要|阅读提示)")
_SHOP = re.compile(r"文档|版权|侵权|下载|上传|客服|预览|付费|免责|本站")
_NOTICE = re.compile(r"^(?:[-•*] ?|\d{1,2} ?[,.] ?)|本文档|本站|网站客服")
_LONGEST_NOTICE = 160
# Words that a broken-into site carries above its pages; two of them in one line are no report's.
_SPAM = re.compile(r"国产|精品|免费|视频|观看|欧美|日韩|亚洲|无码|不卡|高清|在线|久久|色情|彩票|足彩")
_SPAM_ALONE = re.compile(r"国产|精品|欧美|日韩|亚洲|无码|不卡|久久|色情|彩票|足彩|毛片|成人")
_FEWEST_SPAM = 3
_ENDS_SENTENCE = re.compile(r"[。；，、：︰,.;:]$|[。；]|;")
# “从前山路不好走……”
_TRAILS_OFF = re.compile(r"^[“「『\"][^”」』\"]{4,60}(?:…{1,2}|\.{3,6})[”」』\"]?$")
# A pause behind the day or the circumstance begins a sentence.
_OPENS_SENTENCE = re.compile(
    r"^(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日(?:至\d{1,2}日)?(?:上午|下午|晚上?|早上|以来)?,|^(?:近日|日前|近期|近年来|今年以来|去年以来|为了|据悉|据介绍|会上|活动中|记者(?:走进|来到|从|在|看到|获悉))"
)
_PAUSE = re.compile(r"[，,]")
_SPEAKER = re.compile(r"^[^，,。：:|丨]{2,12}[：:|丨] ?")
_LONGEST_CLAUSE = 8  # of a motto of three; shorter by two in a longer one


def is_never_a_title(text: str, folded: str, *, is_marked: bool = False) -> bool:
    """Return whether a line, stripped, is something else than a title whatever stands around it.

    ``folded`` is the fold of ``text``. A subtitle (——) and half a title are judged with their other half. Where the page
    marks the line as its title (``is_marked``) it may be longer and pause more often.
    """
    return (
        len(text) > (LONGEST_MARKED if is_marked else LONGEST)
        or sum("\u3400" <= sign <= "\u9fff" for sign in text) < FEWEST_HAN
        or is_column(folded)
        or is_furniture(text, folded)
        or (is_sentence(text, folded) if is_marked else is_prose(text, folded))
        or is_byline(text, folded)
    )


def is_byline(text: str, folded: str) -> bool:
    """Return whether a line says who reports or wrote: 本报讯（记者 …）, 张三 李四, 某某频道 张三, 张三 某校校长."""
    if _PICTOGRAM.search(text):
        text = _PICTOGRAM.sub("", text).strip()
        folded = fold(text)
    if _BYLINE.search(folded) or _DESKS.match(folded) or is_names(text):
        return True
    close = folded.replace(" ", "")
    if len(close) <= _LONGEST_CREDIT and _CREDIT.search(close):
        return True
    if (posted := _POSTED.match(folded)) and is_names(posted["names"]):
        return True
    return len(folded) <= _LONGEST_BYLINE and any(
        byline.start <= _BESIDE_NAMES and len(folded) - byline.end <= _BESIDE_NAMES for byline in find_bylines(folded)
    )


def is_names(text: str) -> bool:
    """Return whether a line is the names of persons, with the desk before them or the post behind one, or without."""
    folded = _APART.sub(r"\1\2", fold(text).strip(_MARKS))
    if all(
        len(part) <= _LONGEST_NAME and is_name(part)
        for part in (piece.replace(" ", "") for piece in _LISTED.split(folded) if piece.strip())
    ) or (is_row_of_names(folded) and not _NO_PERSON.search(folded)):
        return True
    parts = [part for part in _NAMES.split(folded) if part]
    rest = (
        parts[:-1] if parts and _is_short_name(parts[-1]) else parts[1:] if parts and _is_short_name(parts[0]) else []
    )
    if rest and all(_OFFICE_HELD.search(part) for part in rest):
        return True
    named = [_is_short_name(part) for part in parts]
    if len(parts) < 2:
        return False
    return all(named) or (all(named[1:]) and bool(_DESK.search(parts[0]))) or (named[0] and bool(_POST.search(folded)))


def _is_short_name(part: str) -> bool:
    return len(part) <= _LONGEST_NAME and is_name(part)


def is_note(folded: str) -> bool:
    """Return whether a folded line is, or begins, an editor's note or an abstract, which may stand above the title."""
    return bool(_NOTE.match(folded))


def is_caption(folded: str) -> bool:
    """Return whether a folded line tells what a picture shows, as the marks of places in it or 摄 at its end say."""
    return len(folded) <= _LONGEST_CAPTION and bool(_CAPTION.search(folded.rstrip(".")))


def is_of_a_shop(folded: str) -> bool:
    """Return whether a folded line is the notice of a site that sells documents."""
    return len(folded) <= _LONGEST_NOTICE and bool(_NOTICE.search(folded)) and len(_SHOP.findall(folded)) >= 2


def is_column(folded: str) -> bool:
    """Return whether a folded line is the name of a column or of a part of any report."""
    return bool(_COLUMN.match(folded) or _BRACKETED.match(folded))


def is_motto(folded: str) -> bool:
    """Return whether a folded line says nothing but the mottoes of a nationwide campaign, as the head of a column does.

    Above a source line such a line is a title all the same.
    """
    clauses = _BETWEEN_MOTTOES.split(folded.strip('"<> '))
    return (
        len(folded) <= LONGEST and len(clauses) > 1 and all(_CAMPAIGN.fullmatch(clause) for clause in clauses if clause)
    )


def is_furniture(text: str, folded: str) -> bool:
    """Return whether a line is a label, path, button, caption, number, file or name that a page puts beside a report."""
    return (
        any(
            pattern.search(folded)
            for pattern in (_LABEL, _BULLET, _CAPTION, _NUMBER, _FILE, _PRINT, _BUTTON, _BOOK, _OUTLET, _UNIT)
        )
        or bool(_STEP.search(text) or _SITE_PART.search(folded) or _INDEXED.match(folded))
        or len(_TOOLS.findall(folded)) >= _FEWEST_TOOLS
        or (len(_SPAM.findall(folded)) >= _FEWEST_SPAM and bool(_SPAM_ALONE.search(folded)))
    )


def is_prose(text: str, folded: str) -> bool:
    """Return whether a line is a sentence or a piece of one: it ends or opens as sentences do, or pauses too often."""
    if is_sentence(text, folded):
        return True
    # 某县：…，…，… and 某某时评丨…，…，…: who or what column speaks is no clause.
    clauses = [len(clause) for clause in _PAUSE.split(_SPEAKER.sub("", text))]
    is_motto = max(clauses[:-1], default=0) <= (_LONGEST_CLAUSE if len(clauses) == 3 else _LONGEST_CLAUSE - 2)
    return len(clauses) > 2 and not is_motto


def is_sentence(text: str, folded: str) -> bool:
    """Return whether a line ends or opens as sentences do, or is somebody's words that trail off."""
    return bool(_ENDS_SENTENCE.search(text) or _OPENS_SENTENCE.match(folded) or _TRAILS_OFF.match(text))
