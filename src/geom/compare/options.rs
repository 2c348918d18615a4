//! What is asked of a comparison.

/// How shapes are brought together before they are measured against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Normalization {
    /// As they are.
    #[default]
    None,
    /// Each moved and scaled so that its box fits the unit cube about the origin.
    Box,
    /// Each centred on the centroid of its volume (below solids: of its area) and scaled so that the root mean square
    /// distance of its points from there is one: n(Ω) of the ReCAD paper.
    Rms,
    /// As [`Normalization::Rms`], and the first turned by the rotation of the best IoU.
    Align,
}

/// Which figures are computed; every one costs time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measures {
    /// Distances between the surfaces, and F-scores.
    pub chamfer: bool,
    /// The literature's Chamfer distance between samples.
    pub field: bool,
    /// Common volume and IoU.
    pub iou: bool,
    /// The best IoU over all rotations.
    pub iou_best: bool,
}

impl Measures {
    /// Every figure.
    pub const ALL: Measures = Measures { chamfer: true, field: true, iou: true, iou_best: true };
    /// No figure: to be switched on one by one.
    pub const NONE: Measures = Measures { chamfer: false, field: false, iou: false, iou_best: false };
}

/// What is compared and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Which figures.
    pub measures: Measures,
    /// Samples on each surface, at least one.
    pub points: usize,
    /// Seed of the samples.
    pub seed: u64,
    /// How the shapes are brought together. Neither `iou_best` nor `field` depends on it: they have their own.
    pub normalization: Normalization,
    /// Radii of the F-scores, as shares of the diagonal of the second shape's box.
    pub thresholds: Vec<f64>,
}

/// Samples on each surface unless asked otherwise.
pub const DEFAULT_POINTS: usize = 8192;
/// The radius of the F-score unless asked otherwise, as a share of the diagonal of the second shape's box.
pub const F_SCORE_RADIUS: f64 = 0.01;

impl Default for Options {
    fn default() -> Options {
        Options {
            measures: Measures::ALL,
            points: DEFAULT_POINTS,
            seed: 0,
            normalization: Normalization::None,
            thresholds: vec![F_SCORE_RADIUS],
        }
    }
}
