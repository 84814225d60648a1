//! Owns gamma and its logarithm, which follow the Lanczos approximation that
//! CPython uses (N = 13, g = 6.0246800407767296; Boost's coefficients).

use std::f64::consts::PI;

const NUMERATOR: [f64; 13] = [
    23_531_376_880.410_76,
    42_919_803_642.649_1,
    35_711_959_237.355_67,
    17_921_034_426.037_21,
    6_039_542_586.352_028,
    1_439_720_407.311_721_6,
    248_874_557.862_054_16,
    31_426_415.585_400_194,
    2_876_370.628_935_372_4,
    186_056.265_395_223_5,
    8_071.672_002_365_816,
    210.824_277_751_579_35,
    2.506_628_274_631_000_2,
];
const DENOMINATOR: [f64; 13] = [
    0.0,
    39_916_800.0,
    120_543_840.0,
    150_917_976.0,
    105_258_076.0,
    45_995_730.0,
    13_339_535.0,
    2_637_558.0,
    357_423.0,
    32_670.0,
    1_925.0,
    66.0,
    1.0,
];
const G: f64 = 6.024_680_040_776_73;
const G_MINUS_HALF: f64 = 5.524_680_040_776_73;
const LOG_PI: f64 = 1.144_729_885_849_400_2;

/// The rational function of the approximation, for positive x.
fn lanczos_sum(x: f64) -> f64 {
    let (mut num, mut den) = (0.0, 0.0);
    if x < 5.0 {
        for i in (0..13).rev() {
            num = num * x + NUMERATOR[i];
            den = den * x + DENOMINATOR[i];
        }
    } else {
        for i in 0..13 {
            num = num / x + NUMERATOR[i];
            den = den / x + DENOMINATOR[i];
        }
    }
    num / den
}

/// sin(pi * x), exact at multiples of one half.
fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let r = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1f64.copysign(x) * r
}

/// NaN where it is not defined.
pub(super) fn gamma(x: f64) -> f64 {
    if !x.is_finite() {
        return if x == f64::NEG_INFINITY { f64::NAN } else { x };
    }
    if x == x.floor() {
        if x <= 0.0 {
            return f64::NAN;
        }
        if x <= 23.0 {
            return (2..x as u64).map(|i| i as f64).product();
        }
    }
    let ax = x.abs();
    if ax < 1e-20 {
        return 1.0 / x;
    }
    if ax > 200.0 {
        return if x < 0.0 {
            0.0 / sin_pi(x)
        } else {
            f64::INFINITY
        };
    }
    let y = ax + G_MINUS_HALF;
    let lost = if ax > G_MINUS_HALF {
        (y - ax) - G_MINUS_HALF
    } else {
        (y - G_MINUS_HALF) - ax
    };
    let z = lost * G / y;
    let root = y.powf(ax / 2.0 - 0.25);
    if x < 0.0 {
        let r = -PI / sin_pi(ax) / ax * y.exp() / lanczos_sum(ax);
        let r = r - z * r;
        if ax < 140.0 {
            r / y.powf(ax - 0.5)
        } else {
            r / root / root
        }
    } else {
        let r = lanczos_sum(ax) / y.exp();
        let r = r + z * r;
        if ax < 140.0 {
            r * y.powf(ax - 0.5)
        } else {
            r * root * root
        }
    }
}

/// NaN at its poles, so that they are domain errors.
pub(super) fn lgamma(x: f64) -> f64 {
    if !x.is_finite() {
        return if x.is_nan() { x } else { f64::INFINITY };
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { f64::NAN } else { 0.0 };
    }
    let ax = x.abs();
    if ax < 1e-20 {
        return -ax.ln();
    }
    let r = lanczos_sum(ax).ln() - G + (ax - 0.5) * ((ax + G - 0.5).ln() - 1.0);
    if x < 0.0 {
        LOG_PI - sin_pi(ax).abs().ln() - ax.ln() - r
    } else {
        r
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_agree_with_cpython() {
        assert_eq!(gamma(5.0), 24.0);
        assert_eq!(gamma(0.5), 1.772_453_850_905_515_9);
        assert_eq!(gamma(-1.5), 2.363_271_801_207_354_4);
        assert_eq!(gamma(30.5), 4.822_696_933_490_909_5e31);
        assert_eq!(lgamma(10.25), 13.368_023_671_476_049);
        assert!(gamma(-2.0).is_nan() && lgamma(0.0).is_nan());
    }
}
