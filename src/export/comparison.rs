//! What a comparison says, as JSON (`comparison` of the command line's contract).

use serde_json::{Map, Value, json};

use crate::geom::compare::{Comparison, FIELD_POINTS, Normalization, Options, Route};

/// The figures of a comparison and the settings they were found with; `null` where a figure does not exist.
pub fn figures(comparison: &Comparison, options: &Options) -> Map<String, Value> {
    let f_score = |at: usize| comparison.chamfer.as_ref().and_then(|chamfer| chamfer.f_scores.get(at));
    let thresholds = options.thresholds.iter().enumerate();
    let overlap = comparison.overlap.as_ref();
    let all = json!({
        "chamfer": comparison.chamfer.as_ref().map(|chamfer| json!({
            "mean": chamfer.mean,
            "mean_squared": chamfer.mean_squared,
            "max": chamfer.max,
            "points": options.points,
            "seed": options.seed,
        })),
        "field": comparison.field.map(|field| json!({
            "cd_x1000": field.distance,
            "self_floor_x1000": field.floor,
            "points": FIELD_POINTS,
        })),
        "iou": overlap.map(|overlap| overlap.iou),
        "iou_error": overlap.map(|overlap| overlap.error),
        "iou_route": overlap.map(|overlap| match overlap.route {
            Route::Exact => "exact",
            Route::Mesh => "mesh",
        }),
        "iou_best": comparison.best.map(|best| best.iou),
        "iou_best_rotation": comparison.best.map(|best| {
            let turn = best.rotation;
            [turn.row(0).to_array(), turn.row(1).to_array(), turn.row(2).to_array()]
        }),
        "f_score": f_score(0),
        "f_scores": thresholds
            .map(|(at, threshold)| json!({"threshold": threshold, "f_score": f_score(at)}))
            .collect::<Vec<_>>(),
        "volume_ratio": comparison.volume_ratio,
        "volumes": overlap.map(|overlap| json!({
            "first": overlap.first,
            "second": overlap.second,
            "common": overlap.common,
            "missing": overlap.missing(),
            "extra": overlap.extra(),
        })),
        "normalization": word(options.normalization),
    });
    if let Value::Object(all) = all { all } else { Map::new() }
}

/// The word of the command line and of configuration files.
pub fn word(normalization: Normalization) -> &'static str {
    match normalization {
        Normalization::None => "none",
        Normalization::Box => "box",
        Normalization::Rms => "rms",
        Normalization::Align => "align",
    }
}
