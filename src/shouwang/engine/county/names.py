"""Names of people who never were."""

from shouwang.engine.county.draws import Array, Stream, scale

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃"
GIVEN = "建国华明军平志强文秀英兰桂芳玉珍春梅海涛勇杰丽娟敏静伟丹红霞燕玲波斌辉鹏飞超云贵福祥德才金生林根水旺光荣庆丰安宁雨晨欣怡子轩浩宇思琪佳慧"

NAMES = [
    surname + first + second for surname in SURNAMES for first in GIVEN[::3] for second in ("", *GIVEN[1::4])
]
"""Some fifty thousand; a block of 100,000 persons repeats most of them, as China does."""


def draw_names(stream: Stream, home: Array, keeps: Array) -> Array:
    """Places in NAMES: members have the family's surname, but for those who `keeps` says married in."""
    per_surname = len(NAMES) // len(SURNAMES)
    family = scale(stream("surname", int(home[-1]) + 1), 0, len(SURNAMES) - 1)[home]
    own = scale(stream("own surname", len(home)), 0, len(SURNAMES) - 1)
    given = scale(stream("given name", len(home)), 0, per_surname - 1)
    surname = family.copy()
    surname[keeps] = own[keeps]
    return surname * per_surname + given
