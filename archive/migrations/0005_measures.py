"""The list of measures, with the names that readers of such reports know each by."""

from django.db import migrations, models

# (group, ((name, note, variants), ...)). Written here and nowhere else: a migration must not change with later code.
SEED = (
    (
        "组织建设",
        (
            ("软弱涣散", "每年倒排整顿的基层党组织，早些年多称后进。", "后进党组织 后进村党组织 后进支部 整顿后进"),
            ("三会一课", "支部党员大会、支部委员会会议、党小组会和党课。", "组织生活制度"),
            ("四议两公开", "村级重大事项的议事程序，河南邓州先称“4+2”。", "4+2工作法 4+2工作机制"),
            ("主题党日", "", "党员活动日 支部活动日 固定党日 党员固定活动日"),
            ("标准化规范化", "", "标准化建设 规范化建设 支部达标"),
            ("党建联盟", "几个支部、单位或片区合起来办事。", "党建联合体 区域化党建 联合党委 联村党委 党建共同体"),
            ("支部联建", "", "联建共建 结对共建 支部结对 联学共建"),
            ("民主评议党员", "", "党员民主评议 党员评议"),
            ("双报到", "单位党组织和在职党员到社区报到。", "到社区报到 进社区报到 在职党员进社区 双报道"),
            ("党务公开", "", "三务公开 阳光党务 党内事务公开"),
        ),
    ),
    (
        "带头人与队伍",
        (
            ("一肩挑", "党组织书记兼任村（居）委会主任。", "书记主任一肩挑 一人兼任 交叉任职"),
            ("第一书记", "上级选派到村任职的干部。", "驻村书记 下派书记 挂职书记"),
            ("两委换届", "", "村级换届 村级组织换届 换届选举"),
            ("发展党员", "", "党员发展 发展新党员 入党积极分子"),
            ("流动党员", "", "外出党员 流出党员 外出务工党员"),
            ("领头雁", "", "头雁 带头人 领头羊 当家人"),
            ("后备干部", "", "后备力量 储备干部 后备人才"),
            ("驻村工作队", "", "驻村帮扶 帮扶工作队 驻村干部"),
            ("党员教育", "", "党员培训 党员轮训 党员冬训"),
            ("述职评议", "书记抓基层党建的年度述职与考核。", "述职考核 书记述职 双述双评"),
        ),
    ),
    (
        "治理与发展",
        (
            ("集体经济", "", "空壳村 薄弱村 村集体收入 集体增收"),
            ("网格化", "", "网格员 网格管理 网格治理 微网格"),
            ("积分制", "", "积分管理 积分考核 积分超市 道德积分"),
            ("接诉即办", "北京市由“街乡吹哨、部门报到”发展而来。", "未诉先办 吹哨报到 街乡吹哨"),
            ("党建引领", "", "党建统领 党建带动 党建先行"),
            ("红色物业", "", "物业党建 红色管家 红色业委会"),
            ("乡村振兴", "", "乡村全面振兴 振兴乡村 新农村建设"),
            ("党群服务中心", "", "党群服务站 党员服务中心 便民服务中心 党员活动室"),
            ("移风易俗", "", "红白理事会 婚俗改革 高价彩礼 丧事简办"),
            ("小微权力", "", "村级权力清单 微权力 小微权利"),
        ),
    ),
)


def write_seed(apps, schema_editor):
    measures = apps.get_model("archive", "Measure")
    measures.objects.using(schema_editor.connection.alias).bulk_create(
        measures(name=name, group=group, note=note, variants="\n".join(variants.split()), order=100 * column + 10 * row)
        for column, (group, rows) in enumerate(SEED, 1)
        for row, (name, note, variants) in enumerate(rows)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0004_queue_by_doubt"),
    ]

    operations = [
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        error_messages={"unique": "这条做法已经有了，请到原有的那一条去改。"},
                        help_text="最通行的叫法，如“软弱涣散”。繁体简体只写一种，检索时都算；不写引号。",
                        max_length=30,
                        unique=True,
                        verbose_name="名称",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        help_text="做法索引里的一栏，如“组织建设”。同组的写得一字不差，才会排在一起。",
                        max_length=20,
                        verbose_name="组",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=1000,
                        help_text="小的在前；组的先后随组里最小的一条。首页每组取前五条。",
                        verbose_name="次序",
                    ),
                ),
                (
                    "variants",
                    models.TextField(
                        blank=True,
                        help_text="每行一种，如“后进党组织”。读者检索这条做法时，这些说法连同篇数列在一旁供选，不会自动并入结果。",
                        verbose_name="别的说法",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="一句话，显示在做法索引里；可以不写。",
                        max_length=100,
                        verbose_name="说明",
                    ),
                ),
            ],
            options={"verbose_name": "做法", "verbose_name_plural": "做法", "ordering": ["order", "id"]},
        ),
        migrations.RunPython(write_seed, migrations.RunPython.noop),
    ]
