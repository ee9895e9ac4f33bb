//! How children with a plan are spread over England, by age, setting and primary need, as published.
//!
//! Source: Department for Education, "Education, health and care plans", reporting year 2025 (January 2025 census and
//! calendar year 2024). Contains public sector information licensed under the Open Government Licence v3.0. Shares are
//! computed from the published counts; a child whose need was not recorded is left out of the needs.

use crate::needs::{Need, Setting};

/// The settings, in the order of the tables.
pub(super) const SETTINGS: [Setting; 15] = [
    Setting::Mms,
    Setting::Mind,
    Setting::Rpu,
    Setting::Spec,
    Setting::Nmss,
    Setting::Iss,
    Setting::Ap,
    Setting::Fe,
    Setting::Spi,
    Setting::Eotas,
    Setting::Ehe,
    Setting::Oth,
    Setting::Neet,
    Setting::Eyp,
    Setting::Unk,
];

/// The primary needs, in the order of the tables. Down syndrome was not yet counted on its own.
pub(super) const NEEDS: [Need; 12] = [
    Need::Asd,
    Need::Semh,
    Need::Slcn,
    Need::Mld,
    Need::Sld,
    Need::Pmld,
    Need::Spld,
    Need::Pd,
    Need::Hi,
    Need::Vi,
    Need::Msi,
    Need::Oth,
];

/// Children of one age: how many plans England has, and how they are spread over the settings.
pub(super) struct AgeRow {
    /// Age in years on the 31 August before; the row of age 2 is all who are younger than 3.
    pub(super) age: u8,
    /// Plans in England.
    pub(super) plans: u32,
    /// Tenths of a per cent by setting.
    pub(super) settings: [u32; 15],
}

const fn row(age: u8, plans: u32, settings: [u32; 15]) -> AgeRow {
    AgeRow {
        age,
        plans,
        settings,
    }
}

/// Years for which a plan has been in place, from 0 to 12 and more: tenths of a per cent.
pub(super) const YEARS_IN_PLAN: [u32; 13] = [5, 173, 146, 113, 94, 88, 73, 89, 84, 62, 36, 9, 28];

/// Plans at each age, and where they are: tenths of a per cent by setting, in the order of [`SETTINGS`].
pub(super) const SETTINGS_BY_AGE: [AgeRow; 24] = [
    row(
        2,
        533,
        [152, 9, 4, 79, 0, 19, 8, 0, 0, 4, 0, 92, 66, 542, 26],
    ),
    row(
        3,
        4_302,
        [267, 4, 8, 64, 2, 4, 4, 1, 0, 2, 3, 23, 24, 573, 21],
    ),
    row(
        4,
        22_517,
        [638, 2, 59, 195, 2, 6, 0, 0, 0, 2, 4, 4, 8, 59, 21],
    ),
    row(
        5,
        30_847,
        [642, 4, 66, 227, 3, 12, 1, 0, 0, 3, 7, 3, 5, 7, 20],
    ),
    row(
        6,
        31_867,
        [614, 5, 66, 247, 4, 17, 3, 0, 0, 4, 8, 2, 4, 2, 22],
    ),
    row(
        7,
        34_082,
        [579, 6, 70, 271, 4, 25, 5, 0, 0, 4, 8, 2, 4, 1, 21],
    ),
    row(
        8,
        36_412,
        [570, 6, 66, 272, 4, 32, 5, 0, 0, 5, 10, 3, 4, 1, 22],
    ),
    row(
        9,
        38_381,
        [571, 9, 62, 266, 5, 35, 6, 0, 0, 6, 10, 3, 4, 1, 21],
    ),
    row(
        10,
        41_405,
        [588, 9, 53, 251, 6, 40, 7, 0, 0, 6, 12, 3, 4, 1, 21],
    ),
    row(
        11,
        46_775,
        [458, 14, 39, 343, 9, 68, 5, 0, 0, 10, 14, 4, 6, 0, 29],
    ),
    row(
        12,
        47_172,
        [439, 16, 41, 349, 9, 77, 8, 1, 0, 11, 17, 4, 6, 0, 22],
    ),
    row(
        13,
        47_359,
        [413, 18, 39, 347, 10, 90, 12, 1, 0, 16, 18, 5, 7, 0, 24],
    ),
    row(
        14,
        47_125,
        [389, 24, 39, 339, 10, 96, 20, 2, 0, 21, 19, 7, 10, 0, 25],
    ),
    row(
        15,
        44_886,
        [386, 24, 37, 326, 10, 91, 26, 4, 0, 29, 22, 8, 11, 0, 25],
    ),
    row(
        16,
        42_005,
        [92, 13, 7, 197, 8, 41, 6, 422, 25, 39, 8, 17, 64, 0, 60],
    ),
    row(
        17,
        36_484,
        [64, 11, 5, 187, 8, 30, 4, 453, 32, 43, 6, 19, 101, 0, 37],
    ),
    row(
        18,
        28_598,
        [28, 6, 2, 160, 9, 20, 2, 467, 43, 37, 5, 22, 147, 0, 50],
    ),
    row(
        19,
        20_815,
        [13, 3, 1, 34, 5, 11, 1, 526, 96, 37, 3, 25, 186, 0, 58],
    ),
    row(
        20,
        14_495,
        [8, 3, 0, 17, 4, 7, 1, 541, 108, 38, 3, 25, 194, 0, 51],
    ),
    row(
        21,
        9_805,
        [6, 2, 0, 13, 3, 7, 1, 521, 131, 40, 2, 24, 201, 0, 48],
    ),
    row(
        22,
        6_258,
        [5, 3, 0, 14, 4, 4, 0, 522, 109, 45, 2, 23, 220, 0, 48],
    ),
    row(
        23,
        4_030,
        [4, 0, 0, 8, 2, 5, 1, 503, 100, 53, 2, 33, 238, 0, 48],
    ),
    row(
        24,
        2_221,
        [2, 1, 0, 12, 2, 8, 0, 490, 98, 55, 2, 26, 253, 0, 51],
    ),
    row(
        25,
        371,
        [5, 0, 0, 11, 0, 5, 0, 469, 65, 35, 0, 32, 264, 0, 113],
    ),
];

/// Primary need at each age, in the order of [`SETTINGS_BY_AGE`]: tenths of a per cent, in the order of [`NEEDS`].
pub(super) const NEEDS_BY_AGE: [[u32; 12]; 24] = [
    [58, 8, 285, 49, 21, 137, 9, 276, 41, 43, 15, 38],
    [212, 11, 468, 47, 34, 46, 11, 86, 22, 16, 8, 19],
    [305, 26, 496, 39, 23, 18, 6, 38, 12, 6, 3, 10],
    [335, 50, 463, 37, 22, 14, 5, 34, 12, 5, 3, 10],
    [332, 95, 405, 46, 26, 14, 7, 37, 11, 7, 3, 10],
    [319, 137, 351, 59, 28, 15, 10, 37, 13, 7, 3, 11],
    [332, 158, 292, 78, 32, 13, 13, 39, 13, 8, 4, 11],
    [332, 177, 249, 95, 35, 13, 18, 37, 14, 7, 3, 14],
    [328, 198, 211, 110, 36, 13, 27, 35, 12, 8, 3, 12],
    [323, 217, 184, 119, 35, 11, 32, 34, 13, 8, 3, 13],
    [318, 227, 164, 129, 38, 12, 32, 35, 14, 8, 2, 13],
    [311, 261, 147, 125, 38, 12, 31, 33, 13, 8, 2, 12],
    [310, 282, 131, 121, 41, 11, 29, 34, 12, 8, 2, 12],
    [305, 295, 123, 119, 42, 11, 26, 37, 14, 8, 2, 12],
    [304, 296, 117, 118, 45, 12, 25, 40, 14, 9, 2, 12],
    [303, 288, 113, 121, 47, 13, 26, 44, 15, 10, 2, 10],
    [304, 265, 113, 131, 56, 15, 25, 44, 15, 11, 2, 11],
    [301, 233, 120, 147, 63, 14, 24, 50, 17, 11, 3, 10],
    [306, 202, 122, 159, 72, 17, 24, 53, 18, 9, 2, 11],
    [304, 180, 126, 160, 84, 19, 24, 53, 19, 12, 2, 10],
    [301, 146, 135, 182, 87, 15, 27, 56, 18, 11, 3, 11],
    [302, 129, 137, 178, 92, 17, 29, 58, 21, 11, 3, 16],
    [315, 117, 116, 210, 97, 20, 22, 48, 15, 14, 6, 13],
    [278, 119, 137, 202, 81, 27, 32, 65, 32, 22, 0, 3],
];

/// Primary need in each setting: tenths of a per cent, in the order of [`NEEDS`]. No table has the setting Other.
pub(super) const NEEDS_BY_SETTING: [(Setting, [u32; 12]); 14] = [
    (
        Setting::Mms,
        [281, 200, 291, 100, 13, 3, 28, 37, 13, 10, 2, 13],
    ),
    (
        Setting::Mind,
        [303, 298, 156, 95, 9, 1, 46, 38, 20, 12, 3, 14],
    ),
    (
        Setting::Rpu,
        [403, 90, 299, 68, 17, 3, 17, 29, 50, 10, 3, 6],
    ),
    (
        Setting::Spec,
        [363, 122, 184, 109, 92, 37, 12, 45, 9, 6, 4, 12],
    ),
    (
        Setting::Nmss,
        [341, 118, 151, 62, 53, 47, 10, 90, 82, 23, 7, 13],
    ),
    (Setting::Iss, [380, 369, 115, 58, 21, 4, 25, 10, 3, 2, 1, 8]),
    (Setting::Ap, [184, 630, 89, 38, 8, 4, 13, 8, 5, 1, 1, 9]),
    (
        Setting::Fe,
        [296, 247, 135, 158, 41, 5, 30, 44, 18, 9, 2, 11],
    ),
    (
        Setting::Spi,
        [355, 141, 100, 127, 113, 34, 17, 62, 11, 20, 4, 13],
    ),
    (
        Setting::Eotas,
        [344, 401, 84, 64, 21, 9, 16, 31, 4, 4, 2, 14],
    ),
    (
        Setting::Ehe,
        [365, 245, 170, 91, 23, 16, 19, 37, 7, 5, 3, 12],
    ),
    (
        Setting::Neet,
        [238, 422, 91, 113, 32, 5, 24, 30, 13, 8, 2, 10],
    ),
    (
        Setting::Eyp,
        [260, 19, 465, 50, 28, 29, 10, 73, 15, 11, 6, 17],
    ),
    (
        Setting::Unk,
        [309, 265, 130, 142, 40, 9, 24, 44, 12, 9, 1, 5],
    ),
];
