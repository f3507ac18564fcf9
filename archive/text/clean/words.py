"""The words of buttons and menus, as sites write them on lines of their own."""

from __future__ import annotations

import re

from archive.text.clean.page import PageLine

MENU_WORD = re.compile(
    r"^(?:网站)?(?:首页|主页|正文|内容|新闻中心|新闻|要闻|时政要闻|党建(?:在线|动态|工作|频道|之窗)?|基层党建|组织工作|动态|工作动态|政务公开|信息公开"
    r"|通知公告|专题(?:专栏)?|经验交流|浏览文章|当前栏目|文章正文|登录|注册|登录注册|搜索|导航|投稿|在线投稿|联系我们|联系方式|关于我们|投稿信箱|网站地图"
    r"|设为首页|加入收藏|收藏本站|返回首页|返回顶部|app下载|手机版|客户端|繁体(?:中文)?|简体(?:中文)?|english|无障碍|人才招聘|广告服务|法律声明|免责声明|友情链接|编辑部信箱"
    r"|上一[版期]|下一[版期]|版面(?:导航|目录)|标题导航|pdf版|往期回顾|范文|公文|论文|更多|top|[\u4e00-\u9fff]{2,4}(?:新闻|要闻|动态|频道|专栏|专题|范文|资讯))$"
)
_TOOL = re.compile(
    r"^(?:下载|打印|打印本页|打印文章|全屏|收藏|加入收藏|字号|字体|调整字体|字体大小|加大|还原|减小|放大|缩小|缩小字体|放大字体|正常|大|中|小|默认|"
    r"分享|分享到|分享到微信|分享至|更多|举报|评论|转发|点赞|推荐|关注|复制链接|关闭|关闭窗口|关闭本页|返回顶部|返回|易信|微信|微博|新浪微博|qq空间|"
    r"用微信扫[码描]二维码|分享至好友和朋友圈|参与互动|我要评论|语音播报|朗读|[atx×+|-]|t [+] -|阅读量|浏览量|\d{1,6}|\d{1,6} ?跟贴)?$"
)
TOOL_MARKS = " \t\u3000[]()<>|:.·,_"
# Words that are a button only where others stand beside them.
_OTHER_BUTTON = re.compile(
    r"^(?:qzone|qq|facebook|line|twitter|share|link|客服|公众号|微信公众号|微信号|官方微博|官方微信|官微|微博|抖音|视频号|快手|扫一扫|关注.{0,10}|加入qq|交流群|留言"
    r"|(?:打开|收起)(?:菜单|导航)|搜 ?索|检索|高级检索|图集|图片|视频|直播|专题|预览|分享|投 ?稿|爆料|报料|收藏|下载|密码:?|用户名:?|验证码:?|通版阅读请点击:|(?:展开|收缩)通版|往期阅读|当前版:.{0,6}"
    r"|调整字体|大字号|小字号|赞|好文|钦佩|喜欢|泪奔|可爱|思考|点赞|在看|不感兴趣|知道了|已收藏!?|我要(?:反馈|纠错)|last updated.{0,40}|\d{1,3} min read)$"
)
_BULLET = "•·◆■●▪- "


def is_tool(line: PageLine) -> bool:
    """Return whether the line is one button of an article's tools, or empty but for signs."""
    return len(line.key) <= 16 and bool(_TOOL.match(line.key.strip(TOOL_MARKS)))


def is_tool_word(word: str) -> bool:
    """Return whether a folded word, not a number, is a button of an article's tools."""
    return len(word) > 1 and not word.isdigit() and bool(_TOOL.match(word))


def is_button(line: PageLine) -> bool:
    """Return whether the line may be a button or an entry of a menu."""
    key = line.key.strip(_BULLET)
    return is_tool(line) or bool(MENU_WORD.match(key) or _OTHER_BUTTON.match(key))
