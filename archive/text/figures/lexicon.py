"""Words of reports by what they do beside a number. Folded, since the face is.

Collected from the verbs of work reports and the word classes of jieba's dictionary; no list is complete, so that the
rules also read words by their place (`phrases.py`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from search.fold import fold


def _set(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


OF = _set("的 之")
JOINS = _set("和 与 及 以及 或 暨")
#: Deeds: verbs wherever they stand, if no 的 follows.
DEEDS = _set(
    """
    选派 选聘 选拔 选任 选配 选出 选定 选树 选举产生 下派 派驻 派出 委派 抽调 调整 调配 调离 配备 配齐 配强 招录 招聘 招引 招收 录用 录取 聘请 聘任 任命 提拔 补选 补齐
    建立 建成 建起 建有 建好 新建 改建 扩建 修建 兴建 筹建 共建 组建 创建 设立 设置 新设 增设 成立 打造 搭建 开设 开办 创办 兴办 领办 举办 承办 召开 开展 组织 举行 实施 完成 落实 兑现
    硬化 修缮 修复 铺设 架设 安装 加装 配套 改扩建 翻修 翻新 整修 疏浚 拓宽 绿化 亮化 美化 拆除 拆迁 腾退 关停 取缔 淘汰 化解 处置 处理 清理 清退 清查 清收 盘活 流转 征收 复垦 复耕
    排查 摸排 排摸 确定 查找 查摆 梳理 列出 收集 征集 征求 采纳 采集 登记 录入 建档 核查 核实 走访 慰问 看望 入户 接访 下访 约谈 谈话 谈心 座谈 宣讲 宣传 讲授 讲党课 授课 培训 轮训 培养 培育 培植 吸收 吸纳 发展 转正
    受理 办理 办结 代办 约办 答复 回复 解决 调解 调处 处理 明确 查处 查办 立案 查结 处分 问责 通报 曝光 移送 留置 约束 整改 整顿 整治 转化 提升 晋位 销号 消除 摘帽 脱贫 退出
    发放 发出 印发 印制 编印 编写 编制 制定 制发 制作 出台 修订 完善 健全 下发 下拨 拨付 下达 张贴 悬挂 刷写 书写 发布 刊发 刊登 播出 推送 采用 报送 上报 撰写
    投入 投资 投用 筹集 筹措 募集 捐赠 捐献 捐助 捐款 捐资 争取 引进 引入 签约 签订 签署 落户 落地 开工 竣工 投产 达产 贯通 通车 入库 入驻 新增 净增 增补 增收 增值 减免 减税 退税 降费 节约 节省 收缴 追缴 追回 补交
    救助 帮扶 帮助 资助 补助 补贴 奖励 扶持 支持 惠及 受益 安置 转移 就业 创业 返乡 解救 接待 服务 接受 参加 参与 参训 参观 观摩 报到 报名 认领 承诺 结对 联系 包联 包抓 联建 联办
    评选 评定 评出 评为 推荐 推选 推报 表彰 表扬 命名 授予 获评 获得 荣获 获批 入选 申报 创成 树立 挂牌 授牌 认定 认证 通过 验收 复审 考核 考察 测评 检查 督查 督办 巡察 巡视 抽查 暗访 审计 检测 监测 审批
    种植 栽植 栽种 造林 养殖 饲养 出栏 存栏 播种 收获 生产 加工 销售 出口 进口 出售 采购 购置 购买 租赁 收购 实现 推广 推行 推进 推动 建设 改造 改良 治理 修订 更新 更换 升级 覆盖 纳入 涵盖 涉及 整合 撤并 合并 撤销 优化
    增加 减少 储备 充实 集结 聚集 集聚 汇聚 带动 辐射 拉动 撬动 推出 设计 研发 开发 引导 发动 动员 邀请 安排 部署 布置 布设 布放 开通 启动 启用 运行 运营 接入 接通 供应 供给 运送 输送 输出 搬迁 搬入 迁入 组装 架通 解答 诊疗 接种 检验 开放 接诊
    反馈 追责 诫勉 批评 责令 公推 举报 反映 投诉 上访 缴纳 交纳 缴存 创造 创收 分红 分配 收到 收回 收集 收取 找回 挽回 避免 挖掘 保护 修葺 种下 领到 领取 享受 参保 投保 承保 担保 贷款 授信 放贷 研究 审议 讨论 审查 听取 提出 提交 提供 形成 汇总 归纳 总结 提炼 撤换 免职 劝退 除名 出彩 出动 出资 折合 折价 卖出 收入 交流 实行 坚持 划分 划定 分设 下设 下辖 管辖 代管
    打通 打掉 抓获 破获 侦破 起诉 判决 执结 执行 审结 结案 提起 批捕 培优 壮大 集中 达成 促成 合作 洽谈 对接 组团 立项 储藏 发表 出版 开播 点击 浏览 关注 注册 上线 下载 点赞 订单 制止 劝返 劝阻 拍摄 创作 演出 排演 献血 义诊 清扫 清运 清除 植树 铺筑 跨越 利用 跃升 复工 复产 增设 承接 承担 承揽 招商 留住 返还 回引 回访 回流 外出 务工 进展 经过 取得 晋升 学习 开具 出具 代理 指导 包装 折叠 改编 编排 编纂 勘察 普查 普惠 直播 挂职 驻点 蹲点 轮岗 交办 转办 转交 督导 归集 储蓄 存入 建账 建卡
    给予 申请 公开 做好 抓好 出列 了结 开除 包扶 低改 改厕 改水 入学 毕业 升学 录播 下沉 上收 取消 精简 压缩 压减 核减 核定 核销 设岗 定岗 聘用 选用 启用 落成 揭牌 奠基 封顶 交付 投放 增殖 放流 围栏 治沙 封育 防治 防控 扑灭 处罚 罚款 没收 拘留 抓捕 收治 治愈 出院 住院 手术 义务 供养 抚养 赡养 低保 兜底 摘牌 退还 退赔 化债 偿还 发行 融资 募资 上市 挂牌 倒闭 注销 吊销 关闭 迁出 外迁 打工 回乡
    """
)
#: Deeds that are also the names of deeds (培训班, 治理体系): verbs only where a clause has its verb.
EITHER = _set(
    """
    公开 培训 宣传 服务 治理 建设 改造 管理 发展 整治 整顿 整改 保护 监测 检测 检查 督查 考核 审计 验收 投资 贷款 补贴 补助 奖励 帮扶 扶持 支持 合作 生产 加工 销售 养殖 种植 出口 进口 研究 学习 交流 宣讲 谈话 承诺 结对 联建 调解 明确 投诉 举报 防治 防控 开发
    研发 就业 创业 务工 参保 义诊 培养 培育 提升 推广 运营 运行 推进 审批 审议 讨论 测评 考察 创新 教育 监督 调查 评议 评选 表彰 慰问 走访 座谈 观摩 参观 巡察 巡视 通报 处分 普查 绿化 亮化 美化 硬化 拆迁 搬迁 安置 转移 救助 资助 捐赠 低保 供养 供应 供给 采购 贸易 消费 旅游 营业 住院 手术
    外出 集中 合并 配套 利用 增值 分红 创收 收入 支出 工作 活动 改革 落实 执行 组织 指导 督导 部署 安排 代理 认证 认定 授信 融资 担保 保险 转化 优化 升级 整合 开放 直播 演出 创作 设计 设置 登记 申报 注册 接种 诊疗 义务 罚款 上市 招商 签约 招聘 选拔 选举 推荐 辐射 带动 引导 动员 普惠 回访 反映 增收 联系 接待 覆盖 保障 更新 进展 分配 参训 结案 联办 领办 共建 创建 下派 帮助 总结 规划 预算 借款 存款 收购 流转 复垦 造林 植树 播种 种养 服务 讲授 授课 播出 出版 输出 输送 运送 承包 租赁 处理 处置 清理 排查 修缮 养护 轮训 谈心 调整 报名 报到 考试 学历
    """
)
#: Verbs of change: what changed stands to their left, the number to their right.
CHANGES = _set(
    """
    增长 增加 提高 提升 上升 上涨 扩大 下降 降低 减少 缩短 下跌 回落 压减 压降 缩小 上浮 下浮 增 降 升 翻 翻番 攀升 跃升 回升 增幅 降幅 涨幅 增速 递增 多 少 高 低 高于 低于 高出 增至 降至 升至 增到 降到 提至 改善
    增量 净增 扩面 增多 减 涨 延长 拓宽 拓展 快于 优于
    """
)
#: Verbs that only tell how much it is.
STATES = _set(
    "达到 达 达成 占 约占 突破 超过 超 位居 稳定 保持 完成 实现 跨越 跨过 迈上 跃上 累计 共计 合计 总计 不足 仅 只有 接近 逼近 多达 高达 低至 维持 控制 到 至 为 是 有"
)
#: Of those the ones that name no deed.
_COPULAS = _set("为 是 到 至 累计 共计 合计 总计 不足 仅 超过 超 接近 逼近 维持 多达 高达")
COPULAS = _COPULAS
HAVING = _set(
    "有 共有 现有 设有 辖 下辖 拥有 具有 共辖 设 分设 下设 包括 含 包含 含有 存有 占有 尚有 还有 仅有 只有 均有 管辖"
)
#: Behind them stands who does it; the deed is the verb after (引导农户种植, 组织党员开展).
ADVERBIAL_HAVING = _set("共有 现有 还有 仅有 只有 均有 尚有 共辖 共设 已有")
CAUSES = _set(
    "引导 推动 鼓励 带动 指导 助力 促进 吸引 动员 发动 促成 拉动 撬动 支持 帮助 让 使 促使 号召 督促 协助 倒逼 安排 结合 利用 依托 通过 围绕 坚持 采取 采用 会同 联合 按照 根据 以 用 由 将 把 对 向 从 在 为 给 与 比 较 据 被"
)
#: Behind them a noun-like verb is what is done, not a second deed: 开展培训20场, 举办培训班.
HOSTS = _set(
    """
    开展 给予 举办 召开 组织 进行 完成 实施 实现 推进 启动 做好 抓好 加强 得到 获得 获 取得 接受 提供 投入 参加 参与 纳入 享受 列入 涵盖 涉及 收到 提出
    形成 承办 举行 开办 开设 发放 印发 出台 制定 建立 设立 新增 建成 落实 受理 签订
    """
)
#: Light verbs: with 的 + a noun-like verb behind the noun, that verb is the deed (完成13个村的整顿).
LIGHT = _set("完成 开展 做好 抓好 实施 推进 推动 实现 进行 组织 落实 启动 加强 强化")
ADVERBS = _set(
    """
    加快 深入 带头 还是 重新 挨个 逐条 互相 相互 接连 同口径 可比口径 动态 已 已经 共 累计 先后 共计 均 分别 约 近 再 又 还 也 都 并 同时 目前 现 总共 一共 合计 全部 仅 只 同比 环比 年均 可 可以 能 能够 将 要 应 须 需 必须 就 便 才 正 正在 各 更 最 总 相继 陆续 集中 及时 主动 积极 认真 扎实 大力 全面 全力 着力 重点 切实 有效 持续 不断 进一步 逐步 稳步 率先 首次 统一 统筹 优先 定期 专门 自主 全程 分批 分期 分类 分层 分级 一次性
    初步 如期 按期 按时 依法 随即 悉数 一并 力争 预计 计划 预期 拟 打算 争取 确保 继续 开始 着手 努力 有望 可望 成功 顺利 圆满 完全 基本 较好 常态化 平均 人均 户均 亩均 每 大约 左右 不 没 没有 未 从未 尚 比较 很 非常 十分 特别 尤其 广泛 普遍 纷纷 轮流 联合 多次 直接 间接 单独 共同 一律 分头 严格 严肃 精心 科学 创新 名义 自然 净 仍 仍然 依然 却 反而 甚至 竟 果断 迅速 快速 高效 高标准 高质量 实际 新 全 超额 提前 超 连续 当场 现场 就近 就地 逐一 逐个 逐村 逐户 逐人 因地制宜 综合 合理 规范 有序 牢固 充分 明显 显著 大幅 逐年 总计 左右 所 共同 各自 仅仅 只是
    """
)
#: What may open a clause before its subject: times, scopes, connectives.
OPENERS = _set(
    """
    现在 其中 另外 此外 同时 目前 截至目前 截至 截止 如今 近年 近年来 今年 去年 前年 明年 本年 本年度 全年 年内 年初 年底 年末 当年 上半年 下半年 上年 今年以来 以来 期间 年 月 底 末 初 中 里 后 前 时 当前 目前为止 至今 迄今 届时 一年来 五年来 三年来 五年 三年 一年 几年来 五年间 过去 全国 全省 全市 全县 全区 全州 全旗 全盟 全镇 全乡 全村 全街道 全校 全院 全系统 我国 我省 我市 我县 我区 我州 我镇 我乡 我村 我街道 我校 我院 我局 我们 我 他们 该市 该县 该区 该镇 该乡 该村 本市 本县 本区 本镇 本乡 本村
    和 与 及 以及 并 此类 该类 这类 同类 而 但 且 或 的 了 着 过 地 得 即 等 也 还 则 如 像 例如 比如 尤其是 特别是 主要 主要是 包括 这 那 其 此 它 这些 那些 该 各 各级 各地 一是 二是 三是 四是 五是 六是 一 二 三 四 五 六 每 每年 每月 每周 每天 每日 每季度 每次 每人 每户 每村 每个 每名 每亩 日 日前 近日 上午 下午 季度 一季度 二季度 三季度 四季度 前三季度 月末 截 至 到 自 于 据 经 在 之 以 由
    """
)
#: A phrase of what is counted does not go on beyond these.
STOPS = _set(
    "呢 吧 啊 呀 吗 嘛 大关 关口 在 到 向 从 把 将 对 为 被 由 以 用 与 比 较 让 使 给 于 往 赴 经 按 据 因 因为 由于 随着 已 均 都 全部 全 也 还 就 却 并 又 再 分别 共同 正式 正在 成功 全面 提前 相继 陆续 先后 主动 每 能 可 没有 是 不 上 中 里 内 后 前 时 以来 左右 以上 以下 等 其中 其余 来 去 起来 下来 过 了 着 得到 起 进行 给予 成为 进入 位居 作为 来自 居 多 超 率先 累计 共 总 轮流 上门 当场 个个 人人 常年 长期 专门 入 进 投 看 说 做 走 坐 当 成"
)
#: Before a head that a later number names: 6个市级、11个县级示范点.
ATTRIBUTES = ("级", "型", "类", "式", "性")
#: Nouns that jieba's dictionary calls verbs.
NOUNS = _set(
    """
    在册 在编 在校 在职 休闲 娱乐 健身 低保 经费 下岗 待岗 党建 收入 支出 负责人 需求 干部 教师 学生 代表 书记 委员 专职 兼职 副 群众 网格员 组织部 组织员 建档立卡 志愿服务 集体经济 总投资 投资额 总产值 产值 增加值 驻村 后进 先进 示范 满意 产业 行动 工程 项目 活动室 场所 阵地 编制 规划 预算 决算 产量 就业率 率 意见 建议 问题 事 事项 案件 线索 纠纷 诉求 需要 愿望 位置 服务队 工作队 专业 从业 规模 重点 存款 存量 余额 技术 标准 工作法 财政 经营 农用 待业 失业 贫困 脱贫户 监管 生活 生态 占比 信访 在职 在岗 在籍 中心 指标 任务 目标 机关 支部 指数 专员 学员 团员 会员 成员 人员 家庭 保洁 护理 调解员 审判 党课 课 会 会议 大会 奖 证 号 站 点 量 额 数 面 度 类 次
    """
)


@cache
def dictionary_verbs() -> frozenset[str]:
    """Return the words of two and more characters that jieba's dictionary calls verbs; a constant of the program."""
    with files("jieba").joinpath("dict.txt").open(encoding="utf-8") as rows:  # row by row: all at once take 60 MB
        verbs = (row.split() for row in rows if row.endswith((" v\n", " vn\n")))
        return frozenset(fold(word) for word, _times, _tag in verbs if len(word) > 1) - NOUNS


#: Verbs of one character, only where they open a clause and a noun or the number follows.
SHORT_DEEDS = frozenset("建派选聘办设配摘挣出种修调撤植栽送捐筹获改扩拆引评辖占创投发给收开")
MODIFIERS = _set(
    "预期 正式 现役 常住 重点 综合 科学 创新 集中 规范 统一 全面 高标准 高质量 优先 专门 基本 实际 联合 合理 新 全程 定期 优秀 先进 专项 自然"
)
#: One character that makes a noun of the verb before it: 办结率, 培训班, 贫困户.
SUFFIXES = frozenset(
    "率量额数值度面化者件号栏员户站点所队组会班厅室园库网岗卡证书费款金税制法式型类品物器机车厂场校院馆屋房线路桥渠池井师生点群链区团社站棚林"
)
#: Before a noun they are part of its name: 总投资, 人均纯收入, 平均年龄.
PREFIXES = _set("总 人均 户均 亩均 村均 平均 年均")
#: Deeds that are also names of deeds, but verbs wherever a noun follows them and no other verb is there: 工程方面走访农户.
STRONG = _set(
    "结对 走访 慰问 表彰 接待 排查 调解 救助 资助 捐赠 帮扶 处置 清理 修缮 培育 选拔 推荐 发展 建设 改造 种植 养殖 播种 整治 整改 培训 安置 搬迁 创建 采购 登记 招聘 引导 带动 转移 补助 奖励 流转 讲授 处理 调整 联系 复垦 销售 收购 开发 编印 兑现 走访"
)
#: 人均可支配收入, 可再生能源: 可 is no modal there.
ABLE = _set("支配 再生 持续 利用 用 控 回收 耕")
#: Words that begin like a preposition or a copula; from all others it is cut: 由 县, 占 村.
PREPOSED = _set(
    "比例 比重 比较 比如 比赛 比武 比拼 比对 比价 比照 比作 由于 由此 由来 从事 从业 从而 从来 从严 从中 从紧 从快 从优 从头 从此 从未 从前 从军 从政 从教 从小 将近 将来 将军 将要 将领 将士 把握 把关 把手 把脉 把守 把控 把戏"
)
#: They end verbs that no list holds: 编入, 划归 到, 组成.
RESULTS = frozenset("入成到至给往归")
#: 我县, 全镇: scope words open a clause.
LEVELS = _set("国 省 市 县 区 州 旗 盟 镇 乡 村 街道 校 院 局 系统")
#: They go on with the verb before them (排查整顿, 评选表彰); other noun-like verbs begin its object (新建培训基地).
JOINING = _set(
    "整顿 整治 整改 表彰 改造 优化 提升 转化 调整 验收 升级 更新 慰问 走访 评议 推荐 安置 搬迁 清理 处置 推广 修缮 补助 奖励 带动 发展 配套 覆盖 轮训 核查 登记 帮扶 救助 排查 培育 培养 培训 调查 审查 处分 处理 查处 问责"
)
#: No phrase of what is counted goes on beyond them.
NEGATIONS = _set("未 没 没有 不 从未 无 非")
#: Who does a deed is not what is counted: 公安机关正在核查4件.
AGENTS = tuple(
    sorted(
        _set(
            "县委 市委 区委 省委 党委 党组 纪委 监委 委员会 机关 政府 法院 检察院 部门 支部 党组织 单位 公司 组织部 局 街道 社区 银行 支行 集团 协会 商会 学会 基金会 县里 市里 省里 区里 镇里 村里 乡里"
        )
    )
)
#: Before a noun they tell which ones: 27个新增债券项目获得扶持.
ATTRIBUTIVE = _set("新增 新建 在建 续建 改建 扩建 新办 新设 签约 落地 入库 注册 备案 待建 拟建")
#: Nouns of an amount: with a noun-like verb before them they are one name (贷款余额, 种植面积).
MEASURES = (
    "率",
    "占比",
    "比例",
    "比重",
    "度",
    "面",
    "额",
    "量",
    "值",
    "面积",
    "余额",
    "人数",
    "总数",
    "数",
    "规模",
    "里程",
    "成本",
    "标准",
    "费",
    "收益",
    "经费",
    "收入",
)
#: Verbs of money: what they bring is what is counted (党员带头捐款12.6万元).
MONEY = _set("捐款 捐资 投资 融资 贷款 增收 创收 减税 降费 补贴 补助 分红 罚款 担保 授信 签约")
#: Behind them stands where somebody went: 选派干部到村任职46名.
TOWARDS = _set("到 赴 往 进 入")
#: What stands behind them is compared with, no thing: 高于全国1.7个百分点.
COMPARED = _set("高于 低于 快于 优于 高出 多于 少于 超出")
#: They compare too, before a place, a plan or a level: 超过全省0.4个百分点, 超年度计划28%; not 超过三年的村.
EXCEEDING, LEVELS_MET = _set("超过 超"), _set("平均水平 水平 平均 计划 年度计划 预期 目标")
#: Names of how much something changed: behind them stands a verb of their own (涨幅控制在3%以内).
SPEEDS = _set("增幅 降幅 涨幅 跌幅 增速")
#: Verbs that hold their object: 立案369件 counts no thing that was named before.
OBJECTS = _set("立案 结案 破案 办案 审结 执结 结案 立项")
#: Behind help they make its name: 帮扶资金.
HELP, MEANS = _set("慰问 帮扶 补助 奖励 救助 扶持 资助 补贴"), _set("资金 经费 物资 项目 对象 政策 措施 标准 金额 款")
#: Behind them stands by what one goes, no part of what is counted.
BASES = _set("根据 按照 依据 按")
#: Whose measure follows them: 28个村|集体收入达5万元.
HOLDERS = (
    "村",
    "乡镇",
    "企业",
    "县",
    "社区",
    "户",
    "合作社",
    "公司",
    "单位",
    "学校",
    "支部",
    "家庭",
    "园区",
    "基地",
    "指标",
    "人口",
    "群众",
    "村民",
    "党员",
    "组",
)
#: Characters of a verb and of its result, which jieba's dictionary does not hold as one word: 拉通, 建完, 选齐.
CAUSING, REACHED = frozenset("拉修架接打铺连贯疏挖建配补选装"), frozenset("通完齐")
#: Behind 中 they are one word with it: 中长期贷款.
MIDDLES = ("长期", "短期", "高级", "低收入", "高端")
#: Behind a noun and a verb they end a name: 执纪问责领导小组; not where the verb founds them.
ORGANS = _set("领导小组 工作组 小组 专班 办公室 委员会 指挥部 大队 支队 中心 机构 部门")
FOUNDING = _set("组建 成立 设立 建立 选派 派出 抽调 组成 下派 派驻 调整 健全 完善 明确 新建 建成 打造 创建")
#: Behind 全 and 每 they are one word with it: 全社会投资, 每万人专利.
WHOLES, TALLIES = _set("社会 行业 口径 流域 领域"), _set("每万 每千 每百 每万人 每千人 每百人 每百户 每千户 每万户")
#: Behind a verb they tell how it goes: 4项推进顺利.
PACES = _set("顺利 滞后 缓慢 到位 正常 有序 迅速 良好")
#: With 到 they tell a change: 蔬菜面积发展到2.8万亩.
GROWTHS = _set("发展 扩展 壮大 延伸")
#: Behind 在 they are one word with it: 在岗, 在册.
HELD = _set("岗 职 读 建 校 编 册 籍 任 训 孵")
