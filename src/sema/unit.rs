//! The units of the language: suffixes of literals, document units, and the text of dimensions.

use super::types::Dimension;

/// One unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// The suffix.
    pub name: &'static str,
    /// What it measures: length or angle.
    pub dimension: Dimension,
    /// Canonical units (millimetres, degrees) in one of it.
    pub factor: f64,
}

/// Every unit, the canonical one of its dimension first.
pub const UNITS: &[Unit] = &[
    Unit { name: "mm", dimension: Dimension::LENGTH, factor: 1.0 },
    Unit { name: "cm", dimension: Dimension::LENGTH, factor: 10.0 },
    Unit { name: "m", dimension: Dimension::LENGTH, factor: 1000.0 },
    Unit { name: "inch", dimension: Dimension::LENGTH, factor: 25.4 },
    Unit { name: "foot", dimension: Dimension::LENGTH, factor: 304.8 },
    Unit { name: "deg", dimension: Dimension::ANGLE, factor: 1.0 },
    Unit { name: "rad", dimension: Dimension::ANGLE, factor: 57.29577951308232 },
];

impl Unit {
    /// The unit with this suffix.
    pub fn find(name: &str) -> Option<&'static Unit> {
        UNITS.iter().find(|unit| unit.name == name)
    }
}
