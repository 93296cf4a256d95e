"""Rules of the national clean-up campaign that are not checked here, each with the reason.

The campaign's rules that are checked stand beside their checks.  Numbers as in the public rule collection of
Guizhou's check of December 2023; families that the collection does not number stand with their name.
"""

from dataclasses import dataclass

DRAWN = """
    1_02_001 1_02_002 1_02_003                | screening | an unsafe house, unsafe water or no insurance without monitoring is what packs decide, with their exceptions
    1_02_006 4_11_010 3_11_010 1111_18        | screening | compares income with a line, and lines are dated parameters of packs
    5_15_016 5_15_017                         | screening | out of school at compulsory age is a fact of the packs, not a contradiction
    5_20_028                                  | not wrong | a graduate or skilled person without a job is a question for the job service, not a mistake in a form
    empty cells                               | screening | a missing cell makes rules unknown, and the result says which cells would settle most of them
    2_01_004 2_12_008                         | cannot be told | relations are kept without sex (a daughter and a son are both "child"); only head and spouse are compared
    3_01_002 3_12_003 (both filled)           | not wrong | many files give a pupil's finished schooling, which is right; only a level above the present stage is flagged
    2_01_012                                  | other data | reason of dropping out
    3_01_007                                  | other data | medical aid received
    both or neither insurance                 | other data | residents' and employees' insurance are one column here
    4_11_006 4_11_007 4_11_008                | other data | list of causes
    2_11_001 2_11_004 2_11_005 5_15_013 5_15_014 5_15_015 | other data | list of causes
    4_11_009 5_11_029 5_18_008                | other data | list of causes
    5_18_001 5_18_002 5_18_003 5_18_004 5_18_005 5_18_006 5_18_007 | other data | list of causes
    5_16_008 1111_2 5_15_011 5_15_012 1111_06 1111_09 1111_13 | other data | single items of help (care subsidy, Rain and Dew Plan, premium subsidy)
    1_11_011                                  | other data | the household's contact among cadres
    start and end of work                     | other data | dates of jobs; here a year's months
    number of post kinds                      | other data | posts by kind
    land, road, fuel, electricity, toilet     | other data | living conditions and land
    village figures                           | other data | the village's own form
"""


@dataclass(frozen=True)
class Elsewhere:
    rules: str
    where: str
    why: str


ELSEWHERE = tuple(
    Elsewhere(*(cell.strip() for cell in line.split("|"))) for line in DRAWN.strip().splitlines()
)
