//! Owns the entries of CPython's versions, a file each. Owns no lock model: they name one.

mod costs;
mod v2_7;
mod v3_10;
mod v3_11;
mod v3_12;
mod v3_13;
mod v3_13t;
mod v3_14;
mod v3_14t;
mod v3_9;
mod words;

use super::RuntimeSpec;

pub(super) const V2_7: &RuntimeSpec = &v2_7::SPEC;
pub(super) const V3_9: &RuntimeSpec = &v3_9::SPEC;
pub(super) const V3_10: &RuntimeSpec = &v3_10::SPEC;
pub(super) const V3_11: &RuntimeSpec = &v3_11::SPEC;
pub(super) const V3_12: &RuntimeSpec = &v3_12::SPEC;
pub(super) const V3_13: &RuntimeSpec = &v3_13::SPEC;
pub(super) const V3_13T: &RuntimeSpec = &v3_13t::SPEC;
pub(super) const V3_14: &RuntimeSpec = &v3_14::SPEC;
pub(super) const V3_14T: &RuntimeSpec = &v3_14t::SPEC;
/// Free-threaded builds whose GIL is off and stays off.
pub(super) const WITHOUT_GIL: [&RuntimeSpec; 2] = [&v3_13t::WITHOUT_GIL, &v3_14t::WITHOUT_GIL];
/// Free-threaded builds with their GIL turned on.
pub(super) const WITH_GIL: [&RuntimeSpec; 2] = [&v3_13t::WITH_GIL, &v3_14t::WITH_GIL];
