"""Lines that are boilerplate, and lines of a report that only look so: each rule fires, and each holds still."""

import pytest

from archive.text.clean import RULE_LABELS, clean_text
from tests.text.clean_reports import BODY, FIRST, SECOND, TITLE, fired, report

HEADS = [
    ("navigation", "首页 > 基层党建 > 正文"),
    ("navigation", "您所在的位置：网站首页 >> 经验交流 >> 浏览文章"),
    ("navigation", "登录 | 注册 | 网站地图 | 联系我们"),
    ("source-line", "来源:清河日报 日期:2021-08-16 浏览量:378"),
    ("source-line", "來源：清河日報　發布時間：2021-08-16 09:12　【打印】【關閉】"),
    ("source-line", "（2016-03-22　来源：清河日报）"),
    ("source-line", "2019-03-14 18:04:08 来源:《清河日报》2018年第6期 作者:王小明 【 】 浏览:0次"),
    ("source-line", "时间:2010年08月10日 11时20分来源:《清河日报》作者:王小明"),
    ("source-line", "www.example.gov.cn (2021-08-16) 来源:清河日报"),
    ("source-line", "时间:2019-05-12 16:19:27下载本文作者:会员上传"),
    ("source-line", "2020-07-24 08:20:03 来源: 清河日报 提示:全文字,阅读需要分钟"),
    ("navigation", "清河县网 > 新闻中心 > 时政新闻"),
    ("navigation", "第A02版:要闻"),
    ("document-site", "- 大小:28.00 KB\n- 文档页数:3"),
    ("byline", "记者 王小明　通讯员 李大山"),
    ("byline", "（作者单位：中共清河县委党校）"),
    ("share", "分享到：微信 微博 QQ空间"),
    ("share", "【字号：大 中 小】"),
    ("share", "加入收藏"),
    ("share", "微信掃碼分享本頁"),
    ("counter", "网站访问人数: 127379797"),
    ("counter", "点击量:378"),
    ("word-count", "共计2620个字,预计阅读时长9分钟"),
    ("keywords", "入党申请,心得体会_述廉模板|公务员面试_思想汇报大全"),
    ("slogan", "一水护田将绿绕 — — 某某文库◆记住我"),
    ("paper-mill", "导语:整顿做法一文来源于网友上传,不代表本站观点,欢迎参考。"),
    ("paper-mill", "以下是小编为大家整理的党建材料,供大家参考。"),
    ("document-site", "本文档由用户上传,版权归用户所有"),
    ("source-line", "上传人:b****3 文档编号:6846382 上传时间:2023-05-07 格式:DOCX 页数:25 大小:42.25KB"),
    ("document-site", "亲,该文档总共25页,到这儿已超出免费预览范围,如果喜欢就下载吧!"),
    ("document-site", "关于整顿工作的通知.docx_第1页"),
    ("source-line", "2018-11-20 06:29王小明"),
    ("source-line", "清河社会科学 2018年第2期"),
    ("source-line", "索引号 | 620702069/2023-00096 | 发文字号 | 号 |"),
    ("source-line", "发布机构: 清河县东关镇 成文日期: 2021-03-11 发布日期: 2021-03-15"),
    ("source-line", "稿源: 清河日报   2017-04-27 09:21:00报料热线:81850000"),
    ("source-line", "发布日期:2017-03-28-00:00:00 信息来源:清河县 浏览次数: 字号:[ ]"),
    ("navigation", ">> ... >> 其他政策文件"),
    ("navigation", "繁體中文 | 简体中文 | English"),
    ("navigation", "今天是2021年8月16日 星期一"),
    ("byline", "□记者 王小明"),
    ("share", "APP下载"),
    ("share", "文字大小:【大】【中】【小】"),
    ("counter", "本文已被浏览 378 次"),
    ("word-count", "本文共2620字,阅读约需9分钟。"),
]
TAILS = [
    ("byline", "责任编辑:李大山"),
    ("byline", "（記者 王小明）"),
    ("byline", "(东关镇 王小明)"),
    ("byline", "（曾小禾）"),
    ("byline", "（冷小禾 上官小禾）"),
    ("byline", "编辑:王小明 李大山\n统筹:赵红梅"),
    ("source-line", "《 清河日報 》( 2025年05月22日 11 版)"),
    ("byline", "（中共清河县委组织部供稿）"),
    ("share", "打开手机扫一扫,把本文带走"),
    ("share", "领取福利"),
    ("counter", "221381"),
    ("truncation", "(剩余8445字)"),
    ("truncation", "本文为会员文档,需要先登录后阅读全文"),
    ("copyright", "版权声明:本文内容由互联网用户贡献,本站不承担相关法律责任。"),
    ("copyright", "版權所有 © 清河黨建網\n冀ICP備00000000號"),
    ("related", "新闻推荐\n入汛前体检\n本报讯 昨日上午,海事人员登上停靠在江边的一艘餐饮趸船。"),
    ("related", "上一篇：索玛花开的季节"),
    ("pager", "第2页 共2页"),
    ("pager", "上一页 [1] [2] 下一页"),
    ("caption", "图为党员在田间劳动。王小明摄"),
    ("caption", "资料图"),
    ("byline", "（作者:王小明,系清河县委组织部部长）"),
    ("document-site", "本文地址:http://www.example.com/1.html"),
    ("share", "文档评论(0)"),
    ("share", "赞(12) 踩(0)"),
    ("share", "分享让更多人看到"),
    ("keywords", "标签:党建 整顿 基层"),
    ("copyright", "友情链接:人民网 新华网"),
    ("copyright", "转载请注明出处:清河范文网"),
    ("related", "为你推荐\n清河县2020年工作总结"),
]


@pytest.mark.parametrize(("rule", "line"), HEADS)
def test_boilerplate_above_the_report_is_taken_out(rule, line):
    assert fired(rule, line, clean_text(report(head=line)))


@pytest.mark.parametrize(("rule", "line"), TAILS)
def test_boilerplate_below_the_report_is_taken_out(rule, line):
    assert fired(rule, line, clean_text(report(tail=line)))


@pytest.mark.parametrize("rule", sorted({rule for rule, _ in HEADS + TAILS}))
def test_every_rule_has_a_name_for_the_page(rule):
    assert RULE_LABELS[rule]


def test_the_source_line_below_a_title_as_long_as_a_paragraph_is_taken_out():
    title = "清河县整顿软弱涣散党组织:从“要我改”到“我要改”,一百个村支部为什么能在一年里站起来?"
    assert clean_text(f"{title}\n来源:清河日报 日期:2021-08-16\n{BODY}").text == f"{title}\n{BODY}"


KEPT = [
    "党员+合作社>农户,三级联动",
    "党建——引领——发展",
    "来源于群众",
    "来源：资金主要靠县里拨付。",
    "经验分享会",
    "推荐",
    "知识产权",
    "责任编辑这个岗位由支部书记兼任",
    "访问人数达1000人",
    "温馨提示牌进楼道",
    "2019年11月",
    "（2013年12月）",
    "中共清河县委组织部\n2016年12月20日",
    "一、抓班子",
    "◆抓队伍强骨干",
    "微电影拍摄",
    "在会议室公开接受点击量和阅读量两项评议",
    "时间：2021年3月4日\n地点：县委三楼会议室",
    "以上报告，请予评议。",
    "主办单位：清河县委组织部",
    "小区",
    "相关",
    "2019-08-03主题党日活动",
    "今天是党的生日",
    "名称 | 时间 | 地点 | 参加人",
    "关键词:基层组织;国家治理",
    "清河县委组织部 王小明",
    "联系电话:0000-0000000 地址:清河县人民路1号",
    "分类:一类村、二类村、三类村",
    "评论员文章",
    "党建网格工作会开到2021年第5期",
    "……3",
]


@pytest.mark.parametrize("line", KEPT)
@pytest.mark.parametrize("place", ["head", "tail"])
def test_a_line_of_the_report_that_only_resembles_boilerplate_stays(line, place):
    assert clean_text(report(**{place: line})).removed == ()


INSIDE = [
    "在楼道里贴出“温馨提示”,提醒居民:1.关好门窗;2.按时交费,这一做法被全县推广。",
    "各村把意见箱的来源于群众的建议分门别类,其中涉及知识产权的3条转交有关部门。",
    "王小明(龚利军的接班人)说,他第一次去拍摄宣传片时,微信扫码的人排成长队。",
    "网站访问人数达1000人,其中点击量最高的是整顿专栏,群众留言279条。",
    "软件著作权的版权声明由镇里统一办理,免责声明另行公布,相关新闻由县里发布。",
    "需要先登录学习平台的党员,由支部书记手把手教会,没有一人掉队。",
]


@pytest.mark.parametrize("sentence", INSIDE)
def test_a_sentence_that_speaks_of_such_things_stays(sentence):
    text = f"{TITLE}\n{FIRST}\n{sentence}\n{SECOND}"
    assert clean_text(text).text == text
